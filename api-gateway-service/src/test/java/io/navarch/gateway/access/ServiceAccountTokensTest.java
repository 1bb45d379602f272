package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.KeyAlgorithm;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceAccountTokensTest {
  private static final String ISSUER = "https://issuer.example";
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
  private final FakeObjects objects =
      new FakeObjects()
          .with("", "serviceaccounts", "{'metadata':{'name':'s','namespace':'n','uid':'u1'}}")
          .with("", "pods", "{'metadata':{'name':'p','namespace':'n','uid':'p1'}}");

  private ServiceAccountTokens tokens(KeyAlgorithm algorithm) {
    KeyPair keys = algorithm.generate();
    return new ServiceAccountTokens(
        objects, ISSUER, keys.getPrivate(), List.of(keys.getPublic()), now::get, () -> "id-1");
  }

  private String issue(ServiceAccountTokens tokens, List<String> audiences) {
    ApiObject account = objects.get("", "serviceaccounts", "n", "s").orElseThrow();
    return tokens
        .issue(
            account, List.of(new ServiceAccountTokens.Binding("pod", "p", "p1")), audiences, 600, 0)
        .token();
  }

  @ParameterizedTest
  @EnumSource(KeyAlgorithm.class)
  void aTokenNamesItsAccount(KeyAlgorithm algorithm) {
    ServiceAccountTokens tokens = tokens(algorithm);
    User user = tokens.verify(issue(tokens, List.of(ISSUER)), List.of()).orElseThrow().user();
    assertThat(user.name()).isEqualTo("system:serviceaccount:n:s");
    assertThat(user.uid()).isEqualTo("u1");
    assertThat(user.groups()).containsExactly("system:serviceaccounts", "system:serviceaccounts:n");
    assertThat(user.extra())
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("p"))
        .containsEntry("authentication.kubernetes.io/credential-id", List.of("JTI=id-1"));
  }

  @Test
  void holdsOnlyInTimeAndForItsAudience() {
    ServiceAccountTokens tokens = tokens(KeyAlgorithm.EC_P256);
    String token = issue(tokens, List.of("vault"));
    assertThat(tokens.verify(token, List.of())).isEmpty();
    assertThat(tokens.verify(token, List.of("vault", "x")).orElseThrow().audiences())
        .containsExactly("vault");
    now.set(now.get().plusSeconds(601));
    assertThat(tokens.verify(token, List.of("vault"))).isEmpty();
  }

  @Test
  void holdsOnlyWhileItsAccountAndPodStand() {
    ServiceAccountTokens tokens = tokens(KeyAlgorithm.EC_P256);
    String token = issue(tokens, List.of(ISSUER));
    assertThat(tokens.verify(token, List.of())).isPresent();
    objects.with("", "pods", "{'metadata':{'name':'p','namespace':'n','uid':'p2'}}");
    assertThat(tokens.verify(token, List.of())).isEmpty();
    objects.with("", "pods", "{'metadata':{'name':'p','namespace':'n','uid':'p1'}}");
    assertThat(tokens.verify(token, List.of())).isPresent();
    objects.without("", "serviceaccounts", "n", "s");
    assertThat(tokens.verify(token, List.of())).isEmpty();
  }

  @Test
  void wrongSignaturesAndShapesAreRefused() {
    ServiceAccountTokens tokens = tokens(KeyAlgorithm.EC_P256);
    String token = issue(tokens, List.of(ISSUER));
    assertThat(tokens(KeyAlgorithm.EC_P256).verify(token, List.of())).isEmpty();
    assertThat(tokens(KeyAlgorithm.RSA_2048).verify(token, List.of())).isEmpty();
    String[] parts = token.split("\\.");
    String unsigned = "eyJhbGciOiJub25lIn0." + parts[1] + ".";
    for (String bad :
        List.of(
            "", "x", "..", "a.b.c", unsigned, token + "x", parts[0] + "." + parts[1] + ".AAAA")) {
      assertThat(tokens.verify(bad, List.of())).as(bad).isEmpty();
    }
  }
}
