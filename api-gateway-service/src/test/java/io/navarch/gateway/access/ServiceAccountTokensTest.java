package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Jwt;
import io.navarch.model.pki.KeyAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceAccountTokensTest {
  private static final String ISSUER = "https://issuer.example";
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
  private final Map<String, String> used = new LinkedHashMap<>();
  private final FakeObjects objects =
      new FakeObjects()
          .with("", "serviceaccounts", "{'metadata':{'name':'s','namespace':'n','uid':'u1'}}")
          .with("", "pods", "{'metadata':{'name':'p','namespace':'n','uid':'p1'}}");

  private ServiceAccountTokens tokens(KeyAlgorithm algorithm) {
    KeyPair keys = algorithm.generate();
    return tokens(keys);
  }

  private ServiceAccountTokens tokens(KeyPair keys) {
    TokenMetrics metrics =
        new TokenMetrics(
            new SimpleMeterRegistry(), new TokenCacheMetrics(new SimpleMeterRegistry()));
    return new ServiceAccountTokens(
        objects,
        new ServiceAccountTokens.Issuer(ISSUER, List.of()),
        keys.getPrivate(),
        List.of(keys.getPublic()),
        now::get,
        () -> "id-1",
        new LegacyTokens(
            objects,
            (secret, day) -> used.put(secret.namespace() + "/" + secret.name(), day),
            now::get,
            metrics),
        metrics);
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
    now.set(now.get().plusSeconds(660));
    assertThat(tokens.verify(token, List.of("vault"))).isPresent();
    now.set(now.get().plusSeconds(1));
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

  /** Gathers what is said about tokens. */
  private static final class Said implements TokenVerifier.Remarks {
    private final Map<String, String> audit = new TreeMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @Override
    public void problem(String text) {
      problems.add(text);
    }

    @Override
    public void audit(String annotation, String value) {
      audit.put(annotation, value);
    }

    @Override
    public void warn(String text) {
      warnings.add(text);
    }
  }

  private String legacyToken(KeyPair keys) {
    return legacyToken(keys, Map.of());
  }

  private String legacyToken(KeyPair keys, Map<String, Object> others) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", "kubernetes/serviceaccount");
    claims.put("kubernetes.io/serviceaccount/namespace", "n");
    claims.put("kubernetes.io/serviceaccount/secret.name", "t");
    claims.put("kubernetes.io/serviceaccount/service-account.name", "s");
    claims.put("kubernetes.io/serviceaccount/service-account.uid", "u1");
    claims.put("sub", "system:serviceaccount:n:s");
    claims.putAll(others);
    return Jwt.sign(claims, keys.getPrivate(), "");
  }

  private void secret(String token, String labels) {
    String data = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    objects.with(
        "",
        "secrets",
        "{'metadata':{'name':'t','namespace':'n','uid':'x1','labels':{"
            + labels
            + "}},'data':{'token':'"
            + data
            + "'}}");
  }

  @Test
  void tokensInSecretsAreTracked() {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    ServiceAccountTokens tokens = tokens(keys);
    String token = legacyToken(keys);
    secret(token, "");
    Said said = new Said();
    assertThat(tokens.verify(token, List.of(), said)).isPresent();
    assertThat(said.audit)
        .containsEntry("authentication.k8s.io/legacy-token", "system:serviceaccount:n:s")
        .containsEntry("authentication.k8s.io/legacy-token-manual-secret", "t");
    assertThat(said.warnings).isEmpty();
    assertThat(used).containsEntry("n/t", "2026-06-01");
    used.clear();
    secret(token, "'kubernetes.io/legacy-token-last-used':'2026-06-01'");
    assertThat(tokens.verify(token, List.of(), said)).isPresent();
    assertThat(used).isEmpty();
  }

  @Test
  void invalidatedTokensAreRefusedButTheirUseIsSeen() {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    ServiceAccountTokens tokens = tokens(keys);
    String token = legacyToken(keys);
    secret(token, "'kubernetes.io/legacy-token-invalid-since':'2026-05-01'");
    Said said = new Said();
    assertThat(tokens.verify(token, List.of(), said)).isEmpty();
    assertThat(said.audit).containsEntry("authentication.k8s.io/legacy-token-invalidated", "t/n");
    assertThat(used).containsEntry("n/t", "2026-06-01");
  }

  @Test
  void autoMadeTokensComeWithAWarning() {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    ServiceAccountTokens tokens = tokens(keys);
    objects.with(
        "",
        "serviceaccounts",
        "{'metadata':{'name':'s','namespace':'n','uid':'u1'},'secrets':[{'name':'t'}]}");
    String token = legacyToken(keys);
    secret(token, "");
    Said said = new Said();
    assertThat(tokens.verify(token, List.of(), said)).isPresent();
    assertThat(said.warnings).singleElement().asString().contains("TokenRequest API");
    assertThat(said.audit)
        .containsEntry("authentication.k8s.io/legacy-token-autogenerated-secret", "t");
  }

  @Test
  void tokensThatShouldHaveBeenRenewedAreNoted() {
    ServiceAccountTokens tokens = tokens(KeyAlgorithm.EC_P256);
    ApiObject account = objects.get("", "serviceaccounts", "n", "s").orElseThrow();
    String token = tokens.issue(account, List.of(), List.of(ISSUER), 600, 100).token();
    Said said = new Said();
    assertThat(tokens.verify(token, List.of(), said)).isPresent();
    assertThat(said.audit).isEmpty();
    now.set(now.get().plusSeconds(130));
    assertThat(tokens.verify(token, List.of(), said)).isPresent();
    assertThat(said.audit)
        .containsEntry(
            "authentication.k8s.io/stale-token",
            "subject: system:serviceaccount:n:s, seconds after warning threshold: 30");
  }

  @Test
  void tokensWithoutAudiencesAreForTheServerAlone() {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    ServiceAccountTokens tokens = tokens(keys);
    String token = legacyToken(keys);
    secret(token, "");
    assertThat(tokens.verify(token, List.of("vault", ISSUER)).orElseThrow().audiences())
        .containsExactly(ISSUER);
    assertThat(tokens.verify(token, List.of("vault"))).isEmpty();
    String named = legacyToken(keys, Map.of("aud", List.of("vault")));
    secret(named, "");
    assertThat(tokens.verify(named, List.of())).isEmpty();
    assertThat(tokens.verify(named, List.of("vault", ISSUER)).orElseThrow().audiences())
        .containsExactly("vault");
  }

  /** The reasons are those of a kube-apiserver 1.36.2 in answers to TokenReviews. */
  @Test
  void whoReviewsATokenHearsWhyItDoesNotHold() {
    KeyPair keys = KeyAlgorithm.EC_P256.generate();
    ServiceAccountTokens tokens = tokens(keys);
    String claim = "kubernetes.io/serviceaccount/";
    Map<Map<String, Object>, String> legacy = new LinkedHashMap<>();
    legacy.put(Map.of("sub", ""), "sub claim is missing");
    legacy.put(Map.of("sub", "system:serviceaccount:n:other"), "sub claim is invalid");
    legacy.put(Map.of(claim + "secret.name", ""), "secretName claim is missing");
    legacy.put(
        Map.of(claim + "service-account.uid", "u2"),
        "ServiceAccount UID (u1) does not match claim (u2)");
    legacy.put(Map.of(claim + "secret.name", "gone"), "Token has been invalidated");
    legacy.forEach(
        (others, reason) -> {
          String token = legacyToken(keys, others);
          secret(token, "");
          assertThat(problems(tokens, token)).containsExactly(reason);
        });
    secret("another", "");
    assertThat(problems(tokens, legacyToken(keys)))
        .containsExactly("Token does not match server's copy");
    String marked = legacyToken(keys);
    secret(marked, "'kubernetes.io/legacy-token-invalid-since':'2026-05-01'");
    assertThat(problems(tokens, marked))
        .singleElement()
        .asString()
        .startsWith("the token in secret n/t for service account n/s has been marked invalid. Use");

    long now = this.now.get().getEpochSecond();
    Map<Map<String, Object>, String> bound = new LinkedHashMap<>();
    bound.put(Map.of("exp", now - 61), "service account token has expired");
    bound.put(Map.of("nbf", now + 61), "service account token is not valid yet");
    bound.put(Map.of("iat", now + 61), "service account token is issued in the future");
    bound.put(
        Map.of("exp", "soon"),
        "go-jose/go-jose/jwt: expected number value to unmarshal NumericDate");
    bound.put(
        Map.of("aud", 5),
        "go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience");
    bound.put(of("s", "u2", Map.of()), "service account UID (u1) does not match claim (u2)");
    bound.put(of("gone", "u1", Map.of()), "serviceaccounts \"gone\" not found");
    bound.put(
        of("s", "u1", Map.of("pod", Map.of("name", "p", "uid", "p2"))),
        "pod UID (p1) does not match service account pod ref claim (p2)");
    bound.put(
        of("s", "u1", Map.of("node", Map.of("name", "gone", "uid", "n1"))),
        "service account token has been invalidated");
    bound.forEach(
        (others, reason) -> {
          Map<String, Object> claims = new LinkedHashMap<>(of("s", "u1", Map.of()));
          claims.put("iss", ISSUER);
          claims.put("aud", List.of(ISSUER));
          claims.put("sub", "system:serviceaccount:n:s");
          claims.putAll(others);
          assertThat(problems(tokens, Jwt.sign(claims, keys.getPrivate(), "")))
              .containsExactly(reason);
        });
  }

  private static Map<String, Object> of(String account, String uid, Map<String, Object> further) {
    Map<String, Object> bound = new LinkedHashMap<>(further);
    bound.put("namespace", "n");
    bound.put("serviceaccount", Map.of("name", account, "uid", uid));
    return Map.of("kubernetes.io", bound);
  }

  private static List<String> problems(ServiceAccountTokens tokens, String token) {
    Said said = new Said();
    assertThat(tokens.verify(token, List.of(), said)).isEmpty();
    return said.problems;
  }
}
