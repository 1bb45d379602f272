package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which Secrets are tokens that hold; compared with a kube-apiserver 1.36.2. */
class BootstrapTokensTest {
  private static final String API = "https://issuer.example";
  private static final String TOKEN = "abcdef.0123456789abcdef";

  private final FakeObjects objects = new FakeObjects();
  private final BootstrapTokens tokens =
      new BootstrapTokens(objects, List.of(API), () -> Instant.parse("2026-06-01T00:00:00Z"));

  private boolean holds(Map<String, String> further) {
    Map<String, String> data =
        new TreeMap<>(
            Map.of(
                "token-id", "abcdef",
                "token-secret", "0123456789abcdef",
                "usage-bootstrap-authentication", "true"));
    data.putAll(further);
    objects.with(
        "",
        "secrets",
        "{'metadata':{'name':'bootstrap-token-abcdef','namespace':'kube-system'},"
            + "'type':'bootstrap.kubernetes.io/token','data':{"
            + data.entrySet().stream()
                .map(e -> "'" + e.getKey() + "':'" + base64(e.getValue()) + "'")
                .collect(Collectors.joining(","))
            + "}}");
    return tokens.verify(TOKEN, List.of()).isPresent();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-06-01T00:00:00Z        | false
          2026-06-01T00:00:01Z        | true
          2030-01-01T00:00:00+05:00   | true
          2030-01-01T00:00:00.5Z      | true
          '2030-01-01T00:00:00,5Z'    | true
          2030-01-01T0:00:00Z         | true
          2030-01-01T00:00:00z        | false
          2030-01-01t00:00:00Z        | false
          2030-01-01T24:00:00Z        | false
          2030-01-01T00:00:60Z        | false
          2030-02-30T00:00:00Z        | false
          2030-01-01T00:00Z           | false
          2030-01-01                  | false
          12030-01-01T00:00:00Z       | false
          ''                          | true
          """)
  void theyHoldUntilATimeOfRfc3339(String expiration, boolean holds) {
    assertThat(holds(Map.of("expiration", expiration))).isEqualTo(holds);
  }

  @Test
  void theyAreForTheApiServerAlone() {
    assertThat(holds(Map.of())).isTrue();
    assertThat(tokens.verify(TOKEN, List.of("vault", API)).orElseThrow().audiences())
        .containsExactly(API);
    assertThat(tokens.verify(TOKEN, List.of("vault"))).isEmpty();
  }
}
