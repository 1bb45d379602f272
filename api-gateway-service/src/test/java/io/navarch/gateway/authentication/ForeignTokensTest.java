package io.navarch.gateway.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.HttpsStub;
import io.navarch.gateway.HttpsStub.Reply;
import io.navarch.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that others made, through the real port. */
class ForeignTokensTest {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  @TempDir Path folder;
  private HttpsStub stub;
  private GatewayFixture gateway;
  private KeyPair key;

  @BeforeEach
  void start() throws Exception {
    stub = new HttpsStub(folder);
    key = rsa();
    serve(key, "k1");
  }

  @AfterEach
  void stop() {
    if (gateway != null) {
      gateway.close();
    }
    stub.close();
  }

  private static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private void serve(KeyPair pair, String kid) {
    stub.on(
        "/.well-known/openid-configuration",
        _ ->
            new Reply(
                200,
                Json.writeString(Map.of("issuer", stub.url(), "jwks_uri", stub.url() + "/keys"))));
    stub.on("/keys", _ -> new Reply(200, Json.writeString(keySet(pair, kid))));
  }

  private static Map<String, Object> keySet(KeyPair pair, String kid) {
    RSAPublicKey open = (RSAPublicKey) pair.getPublic();
    return Map.of(
        "keys",
        List.of(
            Map.of("kty", "oct", "k", "AAAA"),
            Map.of(
                "kty",
                "RSA",
                "kid",
                kid,
                "use",
                "sig",
                "alg",
                "RS256",
                "n",
                number(open.getModulus()),
                "e",
                number(open.getPublicExponent()))));
  }

  private static String number(java.math.BigInteger value) {
    byte[] bytes = value.toByteArray();
    return ENCODER.encodeToString(
        bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", stub.url());
    claims.put("aud", List.of("navarch"));
    claims.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
    claims.put("sub", "jane");
    claims.put("roles", List.of("dev", "ops"));
    claims.put("tenant", "blue");
    claims.put("id", "u-1");
    return claims;
  }

  private static String token(KeyPair pair, String kid, Map<String, Object> claims)
      throws GeneralSecurityException {
    String text =
        ENCODER.encodeToString(Json.write(Map.of("alg", "RS256", "kid", kid)))
            + "."
            + ENCODER.encodeToString(Json.write(claims));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(text.getBytes(StandardCharsets.US_ASCII));
    return text + "." + ENCODER.encodeToString(signature.sign());
  }

  private String config() {
    return """
    apiVersion: apiserver.config.k8s.io/v1
    kind: AuthenticationConfiguration
    jwt:
    - issuer:
        url: %s
        audiences: [navarch]
        certificateAuthority: |
    %s
      claimValidationRules:
      - expression: 'claims.tenant == "blue"'
        message: only blue may come
      claimMappings:
        username: {expression: '"oidc:" + claims.sub'}
        groups: {claim: roles, prefix: "oidc:"}
        uid: {claim: id}
        extra:
        - {key: example.com/tenant, valueExpression: claims.tenant}
      userValidationRules:
      - expression: "!user.username.startsWith('system:')"
        message: reserved
    anonymous:
      enabled: true
      conditions: [{path: /livez}, {path: /readyz}]
    """
        .formatted(stub.url(), stub.authorityPem().indent(10));
  }

  private void startWithFile() throws Exception {
    Path file = Files.writeString(folder.resolve("authn.yaml"), config());
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.authentication.config",
                file.toString(),
                "navarch.gateway.authentication.reload-interval",
                "50ms"));
  }

  /** As somebody without a certificate. */
  private Answer as(String token, String path, String body) {
    var builder = gateway.builder(path);
    if (!token.isEmpty()) {
      builder.header("Authorization", "Bearer " + token);
    }
    if (!body.isEmpty()) {
      builder
          .header("Content-Type", "application/json")
          .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body));
    }
    return GatewayFixture.send(gateway.strangersClient(), builder.build());
  }

  private Answer whoami(String token) {
    return as(token, WHOAMI, "{}");
  }

  @Test
  void mapsClaimsToAUser() throws Exception {
    startWithFile();
    Answer me = whoami(token(key, "k1", claims()));
    assertThat(me.status()).as(me.text()).isEqualTo(201);
    assertThat(me.at("status", "userInfo", "username")).isEqualTo("oidc:jane");
    assertThat(me.at("status", "userInfo", "uid")).isEqualTo("u-1");
    assertThat(me.at("status", "userInfo", "groups"))
        .isEqualTo(List.of("oidc:dev", "oidc:ops", "system:authenticated"));
    assertThat(me.at("status", "userInfo", "extra"))
        .isEqualTo(Map.of("example.com/tenant", List.of("blue")));
  }

  @Test
  void refusesWhatDoesNotHold() throws Exception {
    startWithFile();
    assertThat(whoami(token(key, "k1", claims())).status()).isEqualTo(201);
    Map<String, Object> wrong = new HashMap<>();
    wrong.put("aud", "another");
    wrong.put("exp", Instant.now().minusSeconds(1).getEpochSecond());
    wrong.put("nbf", Instant.now().plusSeconds(3_600).getEpochSecond());
    wrong.put("tenant", "red");
    wrong.put("roles", 7L);
    wrong.put("iss", "https://somebody.example");
    for (Map.Entry<String, Object> change : wrong.entrySet()) {
      Map<String, Object> claims = claims();
      claims.put(change.getKey(), change.getValue());
      assertThat(whoami(token(key, "k1", claims)).status()).as(change.getKey()).isEqualTo(401);
    }
    Map<String, Object> endless = claims();
    endless.remove("exp");
    assertThat(whoami(token(key, "k1", endless)).status()).isEqualTo(401);
    assertThat(whoami(token(rsa(), "k1", claims())).status()).as("foreign key").isEqualTo(401);
    String unsigned =
        ENCODER.encodeToString(Json.write(Map.of("alg", "none")))
            + "."
            + ENCODER.encodeToString(Json.write(claims()))
            + ".";
    assertThat(whoami(unsigned).status()).as("no signature").isEqualTo(401);
  }

  /** Expressions that fail, or give what is no name, let nobody in. */
  @Test
  void claimsThatAreNotThereLetNobodyIn() throws Exception {
    startWithFile();
    for (String missing : List.of("tenant", "sub", "id", "aud", "iss")) {
      Map<String, Object> claims = claims();
      claims.remove(missing);
      assertThat(whoami(token(key, "k1", claims)).status()).as(missing).isEqualTo(401);
    }
    for (Map.Entry<String, Object> odd :
        Map.<String, Object>of(
                "sub", List.of("jane"), "tenant", List.of("blue"), "id", 7L, "roles", Map.of())
            .entrySet()) {
      Map<String, Object> claims = claims();
      claims.put(odd.getKey(), odd.getValue());
      assertThat(whoami(token(key, "k1", claims)).status()).as("%s", odd).isEqualTo(401);
    }
  }

  /** A mail address that its issuer does not vouch for is nobody's name. */
  @Test
  void mailAddressesAreVerified() throws Exception {
    Path ca = Files.writeString(folder.resolve("mail-ca.pem"), stub.authorityPem());
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.authentication.oidc.issuer-url",
                stub.url(),
                "navarch.gateway.authentication.oidc.client-id",
                "navarch",
                "navarch.gateway.authentication.oidc.username-claim",
                "email",
                "navarch.gateway.authentication.oidc.ca-file",
                ca.toString()));
    Map<String, Object> claims = claims();
    claims.put("email", "jane@example.com");
    assertThat(whoami(token(key, "k1", claims)).at("status", "userInfo", "username"))
        .isEqualTo("jane@example.com");
    claims.put("email_verified", true);
    assertThat(whoami(token(key, "k1", claims)).status()).isEqualTo(201);
    for (Object unverified : List.of(false, "true", "false", 1L, List.of(true))) {
      claims.put("email_verified", unverified);
      assertThat(whoami(token(key, "k1", claims)).status()).as("%s", unverified).isEqualTo(401);
    }
    claims.remove("email_verified");
    claims.put("email", List.of("jane@example.com"));
    assertThat(whoami(token(key, "k1", claims)).status()).as("a list").isEqualTo(401);
  }

  /** Two issuers, the second with keys of its own and a discovery document that lies elsewhere. */
  @Test
  void anIssuersKeysAreForItsOwnTokens() throws Exception {
    KeyPair second = rsa();
    String other = "https://issuer.example";
    stub.on(
        "/apart/discovery",
        _ ->
            new Reply(
                200,
                Json.writeString(Map.of("issuer", other, "jwks_uri", stub.url() + "/apart/keys"))));
    stub.on("/apart/keys", _ -> new Reply(200, Json.writeString(keySet(second, "k1"))));
    String further =
        """
        - issuer:
            url: %s
            discoveryURL: %s/apart/discovery
            audiences: [elsewhere, navarch]
            audienceMatchPolicy: MatchAny
            certificateAuthority: |
        %s
          claimMappings:
            username: {claim: sub, prefix: "second:"}
        anonymous:"""
            .formatted(other, stub.url(), stub.authorityPem().indent(6));
    Path file =
        Files.writeString(
            folder.resolve("two.yaml"), config().replace("anonymous:", further.strip()));
    gateway =
        GatewayFixture.start(Map.of("navarch.gateway.authentication.config", file.toString()));
    Map<String, Object> foreign = claims();
    foreign.put("iss", other);
    assertThat(whoami(token(second, "k1", foreign)).at("status", "userInfo", "username"))
        .isEqualTo("second:jane");
    assertThat(whoami(token(key, "k1", claims())).at("status", "userInfo", "username"))
        .isEqualTo("oidc:jane");
    assertThat(whoami(token(key, "k1", foreign)).status()).as("the first's key").isEqualTo(401);
    assertThat(whoami(token(second, "k1", claims())).status()).as("the second's").isEqualTo(401);
    foreign.put("iss", other + "/");
    assertThat(whoami(token(second, "k1", foreign)).status()).as("a third").isEqualTo(401);
  }

  /** Tokens cut, flipped and made up; the answer is always 401, never an error of ours. */
  @Test
  void takesNoHarmFromRubbish() throws Exception {
    startWithFile();
    String good = token(key, "k1", claims());
    long seed = 4711;
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      StringBuilder rubbish = new StringBuilder(good);
      switch (random.nextInt(4)) {
        case 0 -> rubbish.setLength(random.nextInt(good.length()));
        case 1 -> rubbish.setCharAt(random.nextInt(good.length() - 1), '.');
        case 2 -> rubbish.insert(random.nextInt(good.length()), "=%/");
        default -> {
          int at = random.nextInt(good.length() - 4);
          rubbish.setCharAt(at, rubbish.charAt(at) == 'A' ? 'B' : 'A');
        }
      }
      int status = whoami(rubbish.toString()).status();
      assertThat(status).as("seed " + seed + " step " + i + ": " + rubbish).isIn(401, 201);
      if (status == 201) {
        // only a change of bits that base64 does not keep may pass
        assertThat(rubbish.toString().substring(0, rubbish.lastIndexOf(".")))
            .isEqualTo(good.substring(0, good.lastIndexOf('.')));
      }
    }
  }

  @Test
  void letsTheAnonymousToSomePathsOnly() throws Exception {
    startWithFile();
    assertThat(as("", "/livez", "").status()).isEqualTo(200);
    assertThat(as("", "/version", "").status()).isEqualTo(401);
    assertThat(as("", "/api/v1/namespaces", "").status()).isEqualTo(401);
  }

  @Test
  void fetchesNewKeysAndTakesUpANewFile() throws Exception {
    startWithFile();
    assertThat(whoami(token(key, "k1", claims())).status()).isEqualTo(201);
    Files.writeString(
        folder.resolve("authn.yaml"), config().replace("\"oidc:\" + claims.sub", "claims.sub"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(whoami(token(key, "k1", claims())).at("status", "userInfo", "username"))
                    .isEqualTo("jane"));
    Files.writeString(
        folder.resolve("authn.yaml"), config().replace("claims.tenant ==", "claims("));
    String reloads = "apiserver_authentication_config_controller_automatic_reload";
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.metric(reloads + "s_total", "status=\"failure\"") == 1);
    assertThat(whoami(token(key, "k1", claims())).status()).as("the last good one").isEqualTo(201);
    String server = "apiserver_id_hash=\"sha256:";
    assertThat(gateway.metric(reloads + "s_total", "status=\"success\"", server)).isOne();
    assertThat(gateway.metric(reloads + "_last_timestamp_seconds", "status=\"success\"", server))
        .isGreaterThan(1e9);
  }

  @Test
  void flagsNameOneIssuer() throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), stub.authorityPem());
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.authentication.oidc.issuer-url", stub.url(),
                "navarch.gateway.authentication.oidc.client-id", "navarch",
                "navarch.gateway.authentication.oidc.groups-claim", "roles",
                "navarch.gateway.authentication.oidc.required-claims.tenant", "blue",
                "navarch.gateway.authentication.oidc.ca-file", ca.toString(),
                "navarch.gateway.anonymous", "false"));
    Answer me = whoami(token(key, "k1", claims()));
    assertThat(me.at("status", "userInfo", "username")).isEqualTo(stub.url() + "#jane");
    Map<String, Object> red = claims();
    red.put("tenant", "red");
    assertThat(whoami(token(key, "k1", red)).status()).isEqualTo(401);
    assertThat(as("", "/livez", "").status()).as("anonymous=false").isEqualTo(401);
  }

  @Test
  void aWebhookKnowsTokensAndIsAskedOnce() throws Exception {
    stub.on(
        "/tokens",
        call ->
            new Reply(
                200,
                call.body().contains("\"good\"")
                    ? "{\"status\":{\"authenticated\":true,\"audiences\":[\"vault\","
                        + "\"https://kubernetes.default.svc.cluster.local\"],\"user\":{"
                        + "\"username\":\"hooked\",\"uid\":\"7\",\"groups\":[\"g\"]}}}"
                    : "{\"status\":{\"authenticated\":false}}"));
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.authentication.webhook.config-file",
                stub.kubeconfig("/tokens").toString()));
    for (int i = 0; i < 3; i++) {
      assertThat(whoami("good").at("status", "userInfo", "username")).isEqualTo("hooked");
    }
    assertThat(whoami("bad").status()).isEqualTo(401);
    assertThat(whoami("bad").status()).isEqualTo(401);
    assertThat(stub.calls).hasSize(2);
    assertThat(stub.calls.getFirst().authorization()).isEqualTo("Bearer stub-token");

    Answer review =
        gateway.post(
            "/apis/authentication.k8s.io/v1/tokenreviews",
            "{\"spec\":{\"token\":\"good\",\"audiences\":[\"vault\",\"other\"]}}");
    assertThat(review.at("status", "authenticated")).isEqualTo(true);
    assertThat(review.at("status", "audiences")).isEqualTo(List.of("vault"));
  }

  /** A webhook that takes longer than it may lets nobody in, and the others do not wait for it. */
  @Test
  void aWebhookThatHangsLetsNobodyIn() throws Exception {
    CompletableFuture<Void> end = new CompletableFuture<>();
    stub.on(
        "/tokens",
        _ -> {
          end.join();
          return new Reply(
              200, "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"x\"}}}");
        });
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.authentication.webhook.config-file",
                stub.kubeconfig("/tokens").toString(),
                "navarch.gateway.authentication.webhook.timeout",
                "300ms"));
    try {
      assertThat(whoami("slow").status()).isEqualTo(401);
      assertThat(gateway.get("/api/v1/namespaces/default").status()).isEqualTo(200);
    } finally {
      end.complete(null);
    }
  }

  /** What a webhook answers beside the point lets nobody in, and is no error of ours. */
  @Test
  void aWebhookThatAnswersOddlyLetsNobodyIn() throws Exception {
    Map<String, String> answers =
        Map.of(
            "rubbish", "<html>",
            "empty", "{}",
            "other",
                "{\"status\":{\"authenticated\":true,\"audiences\":[\"vault\"],\"user\":{\"username\":\"x\"}}}",
            "wrong", "{\"status\":{\"authenticated\":\"yes\",\"user\":{\"username\":\"x\"}}}");
    stub.on(
        "/tokens",
        call ->
            new Reply(
                200,
                answers.entrySet().stream()
                    .filter(e -> call.body().contains("\"" + e.getKey() + "\""))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("")));
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.authentication.webhook.config-file",
                stub.kubeconfig("/tokens").toString()));
    for (String token : answers.keySet()) {
      assertThat(whoami(token).status()).as(token).isEqualTo(401);
    }
  }
}
