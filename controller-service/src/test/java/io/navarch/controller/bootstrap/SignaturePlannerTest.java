package io.navarch.controller.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignaturePlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final BootstrapToken TOKEN =
      new BootstrapToken("abcdef", "0123456789abcdef", true, null);

  @Test
  void theContentIsSignedWithEveryToken() {
    Map<String, String> signed =
        SignaturePlanner.plan(
                Map.of("kubeconfig", "content", "jws-kubeconfig-gone0", "x"), List.of(TOKEN), NOW)
            .orElseThrow();
    assertThat(signed).containsOnlyKeys("kubeconfig", "jws-kubeconfig-abcdef");
    String[] parts = signed.get("jws-kubeconfig-abcdef").split("\\.", -1);
    assertThat(new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8))
        .isEqualTo("{\"alg\":\"HS256\",\"kid\":\"abcdef\"}");
    assertThat(parts[1]).isEmpty();
    assertThat(SignaturePlanner.plan(signed, List.of(TOKEN), NOW)).isEmpty();
  }

  @Test
  void tokensThatEndedOrMayNotSignDoNot() {
    BootstrapToken old = new BootstrapToken("aaaaaa", "s", true, NOW);
    BootstrapToken other = new BootstrapToken("bbbbbb", "s", false, null);
    assertThat(SignaturePlanner.plan(Map.of("kubeconfig", "c"), List.of(old, other), NOW))
        .isEmpty();
    assertThat(SignaturePlanner.plan(Map.of(), List.of(TOKEN), NOW)).isEmpty();
  }

  @Test
  void aSecretIsATokenOnlyUnderItsName() {
    assertThat(BootstrapToken.of(secret("bootstrap-token-abcdef", "2026-01-01T00:00:00Z")))
        .contains(new BootstrapToken("abcdef", "0123456789abcdef", true, NOW));
    assertThat(BootstrapToken.of(secret("bootstrap-token-zzzzzz", ""))).isEqualTo(Optional.empty());
    assertThat(BootstrapToken.expiry(secret("bootstrap-token-abcdef", "soon")))
        .isEqualTo(Instant.EPOCH);
  }

  private static Secret secret(String name, String expiration) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withType("bootstrap.kubernetes.io/token")
        .withData(
            Map.of(
                "token-id", base64("abcdef"),
                "token-secret", base64("0123456789abcdef"),
                "usage-bootstrap-signing", base64("true"),
                "expiration", base64(expiration)))
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
