package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What kubectl does with objects, done with one object of every kind in a file. */
@OnSharedCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryKindSessionTest {
  private static final String FILE = "src/test/resources/every-kind.yaml";

  /** Kinds that are answers, written by others alone, or need a signed request. */
  private static final List<String> NOT_IN_THE_FILE =
      List.of(
          "bindings",
          "componentstatuses",
          "events",
          "events.events.k8s.io",
          "apiservices.apiregistration.k8s.io",
          "certificatesigningrequests.certificates.k8s.io",
          "selfsubjectreviews.authentication.k8s.io",
          "tokenreviews.authentication.k8s.io",
          "localsubjectaccessreviews.authorization.k8s.io",
          "selfsubjectaccessreviews.authorization.k8s.io",
          "selfsubjectrulesreviews.authorization.k8s.io",
          "subjectaccessreviews.authorization.k8s.io");

  private final Kubectl kubectl;

  EveryKindSessionTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  private List<String> onFile(String... words) {
    String[] all = Stream.concat(Stream.of(words), Stream.of("-f", FILE)).toArray(String[]::new);
    return kubectl.run(all).lines().filter(line -> !line.isBlank()).toList();
  }

  private static void allEnd(List<String> lines, String end) {
    assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line).endsWith(end));
  }

  @Test
  @Order(10)
  void theFileHasEveryKind() {
    List<String> there =
        onFile("create", "--dry-run=server").stream()
            .map(line -> line.substring(0, line.indexOf('/')))
            .distinct()
            .toList();
    List<String> kinds =
        kubectl
            .run("api-resources", "--no-headers")
            .lines()
            .filter(line -> !line.contains("example") && !line.contains("metrics.k8s.io"))
            .map(EveryKindSessionTest::singular)
            .filter(kind -> !kind.isEmpty())
            .distinct()
            .toList();
    assertThat(there).containsExactlyInAnyOrderElementsOf(kinds);
  }

  /** Of a line of name, short names, version, scope and kind; empty for those that are left out. */
  private static String singular(String line) {
    String[] words = line.split(" +");
    String version = words[words.length - 3];
    String group = version.contains("/") ? "." + version.substring(0, version.indexOf('/')) : "";
    return NOT_IN_THE_FILE.contains(words[0] + group)
        ? ""
        : words[words.length - 1].toLowerCase(Locale.ROOT) + group;
  }

  @Test
  @Order(20)
  void everyKindIsExplained() {
    List<String> names = kubectl.run("api-resources", "-o", "name").lines().toList();
    for (String name : names.stream().filter(n -> !n.contains("metrics.k8s.io")).toList()) {
      // kubectl takes the second group of this name for a field
      String asked = name.equals("events.events.k8s.io") ? "events" : name;
      assertThat(kubectl.run("explain", asked, "--recursive"))
          .contains("KIND:", "DESCRIPTION:", "FIELDS:")
          .doesNotContain("<no description available>\n\nFIELDS");
    }
  }

  @Test
  @Order(30)
  void everyKindIsApplied() {
    allEnd(onFile("apply"), " created");
    assertThat(onFile("apply")).noneMatch(line -> line.endsWith(" created"));
    allEnd(onFile("apply", "--server-side", "--force-conflicts"), " serverside-applied");
    allEnd(onFile("apply", "--server-side", "--force-conflicts"), " serverside-applied");
    assertThat(onFile("get", "-o", "wide")).hasSizeGreaterThan(100);
  }

  @Test
  @Order(40)
  void everyKindIsChanged() {
    allEnd(
        onFile("patch", "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"every\":\"p\"}}}"),
        " patched");
    allEnd(
        onFile(
            "patch",
            "--type=json",
            "-p",
            "[{\"op\":\"replace\",\"path\":\"/metadata/labels/every\",\"value\":\"j\"}]"),
        " patched");
    allEnd(onFile("label", "--overwrite", "every=l"), " labeled");
    allEnd(onFile("annotate", "every=a"), " annotated");
    allEnd(
        onFile("wait", "--for=jsonpath={.metadata.labels.every}=l", "--timeout=30s"),
        " condition met");
    String all = String.join("\n", onFile("get", "-o", "yaml"));
    assertThat(kubectl.withInput(all, "replace", "-f", "-").mustSucceed().lines())
        .filteredOn(line -> line.endsWith(" replaced"))
        .hasSameSizeAs(onFile("get", "-o", "name"));
  }

  @Test
  @Order(50)
  void everyKindIsDeleted() {
    assertThat(onFile("delete", "--timeout=60s"))
        .hasSizeGreaterThan(50)
        .allSatisfy(line -> assertThat(line).contains(" deleted"));
    assertThat(onFile("get", "--ignore-not-found")).isEmpty();
  }
}
