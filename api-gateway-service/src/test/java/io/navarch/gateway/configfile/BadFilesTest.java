package io.navarch.gateway.configfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** What becomes of configuration files that are wrong, at the start and later. */
class BadFilesTest {
  private static final String KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=";

  @TempDir Path folder;

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What is shown to who starts the gateway; fails where it starts. */
  private static FailureAnalysis failure(Map<String, Object> properties) {
    try (GatewayFixture started = GatewayFixture.start(properties)) {
      throw new AssertionError(started.server() + " started");
    } catch (RuntimeException e) {
      return java.util.Objects.requireNonNull(new ConfigurationFailureAnalyzer().analyze(e));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "authentication.config | apiserver.config.k8s.io/v1 | AuthenticationConfiguration |"
            + " jwt: [{issuer: {url: 'http://x'}}] | jwt[0].issuer.url",
        "authorization.config | apiserver.config.k8s.io/v1 | AuthorizationConfiguration |"
            + " authorizers: [{type: RBAC}] | authorizers[0].name: Required value",
        "encryption.provider-config | apiserver.config.k8s.io/v1 | EncryptionConfiguration |"
            + " resources: [{resources: [secrets], providers: [{aesgcm: {}}]}] |"
            + " resources[0].providers[0].aesgcm.keys: Required value",
        "admission.config | apiserver.config.k8s.io/v1 | AdmissionConfiguration |"
            + " plugins: [{name: PodSecurity, configuration: {kind: Odd}}] | PodSecurity",
        "audit.policy-file | audit.k8s.io/v1 | Policy | rules: [{level: Loud}] |"
            + " rules[0].level: Unsupported value",
        "audit.policy-file | audit.k8s.io/v1 | Policy | rules: [] | illegal policy with 0 rules",
      })
  void theStartEndsInWordsThatHelp(
      String property, String version, String kind, String content, String problem) {
    Path file =
        write("bad.yaml", "{apiVersion: " + version + ", kind: " + kind + ", " + content + "}");
    FailureAnalysis shown = failure(Map.of("navarch.gateway." + property, file.toString()));
    assertThat(shown.getDescription()).contains(file.toString(), problem);
    assertThat(shown.getAction()).contains("Correct the file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{apiVersion: apiserver.config.k8s.io/v1, kind: Pod} | expected a AuthorizationConfiguration",
        "{apiVersion: v7, kind: AuthorizationConfiguration} | expected a AuthorizationConfiguration",
        "[a, b] | bad.yaml",
        "{a: [} | bad.yaml",
        "'' | bad.yaml",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers:"
            + " [{type: RBAC, name: a}], colour: red} | colour: Invalid value",
        "{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration, authorizers: x}"
            + " | authorizers: Invalid value: \"x\": must be a list",
      })
  void whateverIsInTheFile(String content, String problem) {
    Path file = write("bad.yaml", content);
    assertThat(
            failure(Map.of("navarch.gateway.authorization.config", file.toString()))
                .getDescription())
        .contains(problem);
  }

  @Test
  void theExplanationIsKnownToTheStart() {
    assertThat(
            SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                    FailureAnalyzer.class,
                    SpringFactoriesLoader.FailureHandler.handleMessage((_, _) -> {})))
        .anyMatch(ConfigurationFailureAnalyzer.class::isInstance);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    String missing = folder.resolve("missing.yaml").toString();
    assertThat(failure(Map.of("navarch.gateway.audit.policy-file", missing)).getDescription())
        .contains(missing, "cannot be read");
  }

  private static String encryption(String provider) {
    return "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources:"
        + " [{resources: [secrets], providers: ["
        + provider
        + "]}]}";
  }

  private static String authorization(String authorizers) {
    return "{apiVersion: apiserver.config.k8s.io/v1, kind: AuthorizationConfiguration,"
        + " authorizers: ["
        + authorizers
        + "]}";
  }

  private static void awaitReload(GatewayFixture gateway, String what, String status) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                gateway.metric(
                        "apiserver_" + what + "_config_controller_automatic_reloads_total",
                        "status=\"" + status + "\"")
                    == 1);
  }

  @Test
  void whileItRunsTheLastGoodFileHoldsOn() {
    Path keys =
        write("keys.yaml", encryption("{aesgcm: {keys: [{name: a, secret: " + KEY + "}]}}"));
    Path rights = write("rights.yaml", authorization("{type: RBAC, name: rbac}"));
    try (GatewayFixture gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.encryption.provider-config",
                keys.toString(),
                "navarch.gateway.encryption.reload-interval",
                "50ms",
                "navarch.gateway.authorization.config",
                rights.toString(),
                "navarch.gateway.authorization.reload-interval",
                "50ms"))) {
      write("keys.yaml", encryption("{aesgcm: {keys: [{name: a, secret: short}]}}"));
      write(
          "rights.yaml",
          authorization("{type: AlwaysAllow, name: alwaysallow}, {type: Odd, name: y}"));
      awaitReload(gateway, "encryption", "failure");
      awaitReload(gateway, "authorization", "failure");
      Answer made =
          gateway.post(
              "/api/v1/namespaces/default/secrets",
              "{\"metadata\":{\"name\":\"s\"},\"stringData\":{\"a\":\"plain-text\"}}");
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      assertThat(stored(gateway)).startsWith("k8s:enc:aesgcm:v1:a:");
      assertThat(asNobody(gateway)).as("what it said before holds").isEqualTo(403);
      write("rights.yaml", authorization("{type: AlwaysAllow, name: alwaysallow}"));
      awaitReload(gateway, "authorization", "success");
      assertThat(asNobody(gateway)).isEqualTo(200);
    }
  }

  private static String stored(GatewayFixture gateway) {
    var entry = gateway.store().get("/registry/secrets/default/s", 0).entry();
    assertThat(entry).isNotNull();
    return new String(entry.value(), StandardCharsets.ISO_8859_1);
  }

  private static int asNobody(GatewayFixture gateway) {
    return GatewayFixture.send(
            gateway.clientOf("nobody"), gateway.builder("/api/v1/namespaces/default/pods").build())
        .status();
  }
}
