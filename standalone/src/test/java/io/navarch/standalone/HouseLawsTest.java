package io.navarch.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The laws of the house (docs/architecture.md), each with its reason. */
class HouseLawsTest {
  private static final List<String> SERVICES =
      List.of("store", "gateway", "scheduler", "controller", "node", "proxy", "dns");

  private static JavaClasses house;

  @BeforeAll
  static void readClasses() {
    house =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.navarch");
  }

  @Test
  void servicesNeverImportEachOther() {
    for (String service : SERVICES) {
      String[] others =
          SERVICES.stream()
              .filter(other -> !other.equals(service))
              .map(other -> "io.navarch." + other + "..")
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage("io.navarch." + service + "..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others)
          .because(
              "services meet in shared-model and over the public Kubernetes API, so that each can"
                  + " be swapped for its upstream twin")
          .check(house);
    }
  }

  @Test
  void theSharedModelKnowsNoService() {
    noClasses()
        .that()
        .resideInAPackage("io.navarch.model..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVICES.stream().map(s -> "io.navarch." + s + "..").toArray(String[]::new))
        .because("it is what every service speaks")
        .check(house);
  }

  @Test
  void decidingIsApartFromDoing() {
    planners()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework..",
            "io.grpc..",
            "java.net.http..",
            "io.fabric8.kubernetes.client..",
            "io.vertx..")
        .because(
            "a planner is a pure function from a snapshot and a clock reading to a plan; executors"
                + " hold the clients")
        .check(house);
  }

  private static GivenClassesConjunction planners() {
    return noClasses()
        .that()
        .haveSimpleNameEndingWith("Planner")
        .or()
        .resideInAnyPackage("io.navarch.proxy.plan..", "io.navarch.dns.zone..");
  }

  @Test
  void timeRandomnessAndIdsComeInAsParameters() {
    noClasses()
        .that(areNotWiring())
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .because("what reads the clock or rolls dice by itself cannot be tested or replayed")
        .check(house);
  }

  private static DescribedPredicate<JavaClass> areNotWiring() {
    return DescribedPredicate.describe(
        "are not wiring",
        c ->
            !c.getSimpleName().endsWith("Configuration")
                && !c.getSimpleName().endsWith("Application"));
  }

  @Test
  void secretsAreComparedInConstantTime() {
    for (String keeper :
        List.of(
            "gateway.access.BootstrapTokens",
            "gateway.access.LegacyTokens",
            "gateway.encryption.SecretboxCipher",
            "model.pki.ClusterInfoSignature")) {
      classes()
          .that()
          .haveFullyQualifiedName("io.navarch." + keeper)
          .should()
          .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
          .orShould()
          .callMethod(
              "io.navarch.gateway.access.CertificateAuthenticator",
              "sameSecret",
              "java.lang.String",
              "java.lang.String")
          .because("how long a comparison takes would tell how much of a guess is right")
          .check(house);
    }
  }

  @Test
  void thereAreNoJunkDrawers() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..misc..")
        .because("a room is named for what is in it")
        .check(house);
  }
}
