package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.Jwt;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.KeyedCertificate;
import io.navarch.model.pki.Pem;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Credentials of every kind that do not hold, or hold no more, through the real HTTPS port: each
 * beside one that does.
 */
class CredentialRefusalsTest {
  private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String CORE = "/api/v1/namespaces/";
  private static final String ACCOUNTS = CORE + "default/serviceaccounts";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static GatewayFixture gateway;
  private static HttpClient stranger;

  @BeforeAll
  static void start() {
    gateway =
        GatewayFixture.start(
            folder, Map.of("navarch.gateway.authentication.reload-interval", "50ms"));
    stranger = gateway.strangersClient();
    made(gateway.post(ACCOUNTS, "{\"metadata\":{\"name\":\"robot\"}}"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static Answer made(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  /**
   * @param headers names and values in turn
   */
  private static Answer whoami(HttpClient client, String... headers) {
    HttpRequest.Builder request =
        gateway
            .builder(WHOAMI)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return GatewayFixture.send(client, request.build());
  }

  private static Answer withToken(Object token) {
    return whoami(stranger, "Authorization", "Bearer " + token);
  }

  private static void isNobody(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.at("reason")).isEqualTo("Unauthorized");
  }

  private static void is(String name, Answer answer) {
    assertThat(answer.at("status", "userInfo", "username")).as(answer.text()).isEqualTo(name);
  }

  private static KeyedCertificate certificate(
      CertificateAuthority authority, CertificateSpec specification) {
    return authority.issue(specification, Instant.now());
  }

  private static CertificateSpec client(String name, String... groups) {
    return CertificateSpec.client(name, List.of(groups), Duration.ofHours(1));
  }

  private static CertificateAuthority authority(Path below, String name) {
    return CertificateAuthority.load(
        below.resolve("pki/" + name + ".crt"), below.resolve("pki/" + name + ".key"));
  }

  private static CertificateAuthority foreign() {
    return CertificateAuthority.create(
        "kubernetes", Duration.ofDays(1), Instant.now(), KeyAlgorithm.EC_P256);
  }

  /** An authority of the same name is another one, and servers' certificates are no users'. */
  @Test
  void certificatesOfOthersAndOfServers() {
    isNobody(whoami(gateway.clientWith(certificate(foreign(), client("jane", "system:masters")))));
    CertificateAuthority own = authority(folder, "ca");
    isNobody(
        whoami(
            gateway.clientWith(
                certificate(
                    own,
                    CertificateSpec.server(
                        "jane", List.of("jane"), List.of(), Duration.ofHours(1))))));
    is("jane", whoami(gateway.clientWith(certificate(own, client("jane")))));
  }

  /** A certificate that makes nobody a user does not keep a token from doing so. */
  @Test
  void aTokenHoldsBesideAForeignCertificate() {
    HttpClient foreign = gateway.clientWith(certificate(foreign(), client("jane")));
    is(
        "system:serviceaccount:default:robot",
        whoami(foreign, "Authorization", "Bearer " + token("{}")));
    isNobody(whoami(foreign, "Authorization", "Bearer x"));
  }

  @Test
  void certificatesGoWithTheirAuthority(@TempDir Path own) {
    try (GatewayFixture other =
        GatewayFixture.start(
            own, Map.of("navarch.gateway.authentication.reload-interval", "50ms"))) {
      CertificateAuthority fresh = foreign();
      String path = "/api/v1/namespaces/default";
      HttpClient newcomer =
          other.clientWith(certificate(fresh, client("new-admin", "system:masters")));
      assertThat(GatewayFixture.send(newcomer, other.builder(path).build()).status())
          .isEqualTo(401);
      assertThat(other.get(path).status()).isEqualTo(200);
      Pem.writePublic(own.resolve("pki/ca.crt"), fresh.self().certificatePem());
      await()
          .atMost(LONG)
          .until(() -> GatewayFixture.send(newcomer, other.builder(path).build()).status() == 200);
      assertThat(other.get(path).status()).as("on a connection that was open").isEqualTo(401);
    }
  }

  @Test
  void onlyFrontProxiesNameUsers() {
    String[] named = {
      "X-Remote-User", "bob", "X-Remote-Group", "system:masters", "X-Remote-Uid", "u-1",
    };
    CertificateAuthority proxies = authority(folder, "front-proxy-ca");
    HttpClient proxy = gateway.clientWith(certificate(proxies, client("front-proxy-client")));
    Answer answer = whoami(proxy, named);
    is("bob", answer);
    assertThat(answer.at("status", "userInfo", "uid")).isEqualTo("u-1");
    isNobody(whoami(proxy));
    isNobody(whoami(gateway.clientWith(certificate(proxies, client("other-proxy"))), named));
    isNobody(
        whoami(gateway.clientWith(certificate(foreign(), client("front-proxy-client"))), named));
    CertificateAuthority users = authority(folder, "ca");
    is(
        "front-proxy-client",
        whoami(gateway.clientWith(certificate(users, client("front-proxy-client"))), named));
    Answer nobody = whoami(stranger, named);
    assertThat(nobody.status()).as(nobody.text()).isEqualTo(403);
    assertThat(nobody.text()).contains("system:anonymous").doesNotContain("bob");
  }

  private static String secretOf(String type, String name, Map<String, String> data) {
    StringBuilder fields = new StringBuilder();
    data.forEach(
        (key, value) ->
            fields
                .append(fields.isEmpty() ? "" : ",")
                .append("\"%s\":\"%s\"".formatted(key, value)));
    return "{\"metadata\":{\"name\":\"%s\"},\"type\":\"%s\",\"stringData\":{%s}}"
        .formatted(name, type, fields);
  }

  private static final String SECRET = "0123456789abcdef";

  private static Map<String, String> bootstrapToken(String id) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("token-id", id);
    data.put("token-secret", SECRET);
    data.put("usage-bootstrap-authentication", "true");
    data.put("expiration", "2999-01-01T00:00:00Z");
    data.put("auth-extra-groups", "system:bootstrappers:z,system:bootstrappers:a");
    return data;
  }

  /** Made, and known to the caches. */
  private static void bootstrapToken(String id, String type, Map<String, String> data) {
    String name = "bootstrap-token-" + id;
    String path = CORE + "kube-system/secrets";
    made(gateway.post(path, secretOf(type, name, data)));
    await()
        .atMost(LONG)
        .until(() -> gateway.get(path + "/" + name + "?resourceVersion=0").status() == 200);
  }

  @Test
  void aBootstrapTokenThatHolds() {
    bootstrapToken("holds1", "bootstrap.kubernetes.io/token", bootstrapToken("holds1"));
    Answer answer = withToken("holds1." + SECRET);
    is("system:bootstrap:holds1", answer);
    assertThat(answer.at("status", "userInfo", "groups"))
        .isEqualTo(
            List.of(
                "system:bootstrappers",
                "system:bootstrappers:a",
                "system:bootstrappers:z",
                "system:authenticated"));
    isNobody(withToken("holds1.0123456789abcdee"));
    isNobody(withToken("holds1." + SECRET + "0"));
    isNobody(withToken("HOLDS1." + SECRET));
    isNobody(withToken("other1." + SECRET));
    gateway.delete(CORE + "kube-system/secrets/bootstrap-token-holds1");
    await().atMost(LONG).until(() -> withToken("holds1." + SECRET).status() == 401);
  }

  @ParameterizedTest
  @CsvSource({
    "dmg001,expiration,2001-01-01T00:00:00Z",
    "dmg002,expiration,tomorrow",
    "dmg003,usage-bootstrap-authentication,false",
    "dmg004,usage-bootstrap-authentication,''",
    "dmg005,token-id,other1",
    "dmg006,token-secret,''",
    "dmg007,auth-extra-groups,system:masters",
    "dmg008,auth-extra-groups,'system:bootstrappers:a, system:bootstrappers:b'",
  })
  void bootstrapTokensThatDoNotHold(String id, String field, String value) {
    Map<String, String> data = bootstrapToken(id);
    data.put(field, value);
    bootstrapToken(id, "bootstrap.kubernetes.io/token", data);
    isNobody(withToken(id + "." + SECRET));
  }

  @Test
  void bootstrapTokensAreOfTheirType() {
    bootstrapToken("opaque", "Opaque", bootstrapToken("opaque"));
    isNobody(withToken("opaque." + SECRET));
  }

  private static Object token(String specification) {
    return made(gateway.post(ACCOUNTS + "/robot/token", "{\"spec\":" + specification + "}"))
        .at("status", "token");
  }

  private static Object tokenBoundTo(String kind, String name) {
    return token(
        "{\"boundObjectRef\":{\"kind\":\"%s\",\"apiVersion\":\"v1\",\"name\":\"%s\"}}"
            .formatted(kind, name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Pod | /api/v1/namespaces/default/pods | {'metadata':{'name':'bound'},'spec':"
            + "{'serviceAccountName':'robot','containers':[{'name':'c','image':'i'}]}}",
        "Secret | /api/v1/namespaces/default/secrets | {'metadata':{'name':'bound'}}",
        "Node | /api/v1/nodes | {'metadata':{'name':'bound'}}",
      })
  void tokensGoWithWhatTheyAreBoundTo(String kind, String path, String json) {
    String object = json.replace('\'', '"');
    made(gateway.post(path, object));
    Object token = tokenBoundTo(kind, "bound");
    is("system:serviceaccount:default:robot", withToken(token));
    gateway.delete(path + "/bound");
    await().atMost(LONG).until(() -> withToken(token).status() == 401);
    made(gateway.post(path, object));
    isNobody(withToken(token));
  }

  @Test
  void tokensGoWithTheirAccount() {
    String account = "{\"metadata\":{\"name\":\"short-lived\"}}";
    made(gateway.post(ACCOUNTS, account));
    Object token =
        made(gateway.post(ACCOUNTS + "/short-lived/token", "{\"spec\":{}}")).at("status", "token");
    is("system:serviceaccount:default:short-lived", withToken(token));
    gateway.delete(ACCOUNTS + "/short-lived");
    await().atMost(LONG).until(() -> withToken(token).status() == 401);
    made(gateway.post(ACCOUNTS, account));
    isNobody(withToken(token));
  }

  @Test
  void tokensForOthersAreNoUseHere() {
    isNobody(withToken(token("{\"audiences\":[\"vault\"]}")));
    Answer tooShort =
        gateway.post(ACCOUNTS + "/robot/token", "{\"spec\":{\"expirationSeconds\":599}}");
    assertThat(tooShort.status()).as(tooShort.text()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenreviews", "subjectaccessreviews"})
  void onlySomeMayAskAboutOthers(String plural) {
    String path =
        plural.startsWith("token")
            ? "/apis/authentication.k8s.io/v1/"
            : "/apis/authorization.k8s.io/v1/";
    HttpRequest request =
        gateway
            .builder(path + plural)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"spec\":{\"token\":\"x\"}}"))
            .build();
    Answer answer = GatewayFixture.send(gateway.clientOf("jane"), request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
  }

  /** A token in a Secret, as accounts had them before tokens were asked for. */
  @Test
  void tokensInSecretsGoWithTheirSecret() {
    Answer account = made(gateway.post(ACCOUNTS, "{\"metadata\":{\"name\":\"old-robot\"}}"));
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", "kubernetes/serviceaccount");
    claims.put("kubernetes.io/serviceaccount/namespace", "default");
    claims.put("kubernetes.io/serviceaccount/secret.name", "old-token");
    claims.put("kubernetes.io/serviceaccount/service-account.name", "old-robot");
    claims.put("kubernetes.io/serviceaccount/service-account.uid", account.body().uid());
    claims.put("sub", "system:serviceaccount:default:old-robot");
    String token = Jwt.sign(claims, Pem.privateKey(Pem.read(folder.resolve("pki/sa.key"))));
    isNobody(withToken(token));
    String secret =
        """
        {"metadata":{"name":"old-token","annotations":{"kubernetes.io/service-account.name":"old-robot"}},
         "type":"kubernetes.io/service-account-token","data":{"token":"%s"}}"""
            .formatted(Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8)));
    made(gateway.post(CORE + "default/secrets", secret));
    is("system:serviceaccount:default:old-robot", withToken(token));
    String path = CORE + "default/secrets/old-token";
    Answer invalid =
        gateway.patch(
            path,
            "merge-patch+json",
            "{\"metadata\":{\"labels\":{\"kubernetes.io/legacy-token-invalid-since\":\"2026-01-01\"}}}");
    assertThat(invalid.status()).as(invalid.text()).isEqualTo(200);
    await().atMost(LONG).until(() -> withToken(token).status() == 401);
    gateway.patch(
        path,
        "merge-patch+json",
        "{\"metadata\":{\"labels\":{\"kubernetes.io/legacy-token-invalid-since\":null}}}");
    await().atMost(LONG).until(() -> withToken(token).status() == 201);
    gateway.delete(path);
    await().atMost(LONG).until(() -> withToken(token).status() == 401);
  }

  /** Who shows nothing reads what is everybody's, and nothing else. */
  @ParameterizedTest
  @CsvSource({
    "/version,200",
    "/livez,200",
    "/openid/v1/jwks,403",
    "/.well-known/openid-configuration,403",
    "/api,403",
    "/apis,403",
    "/openapi/v2,403",
    "/metrics,403",
    "/api/v1/namespaces/kube-system/secrets,403",
    "/api/v1/nodes/n/proxy/,403",
  })
  void strangersReadWhatIsEverybodys(String path, int status) {
    Answer answer = GatewayFixture.send(stranger, gateway.builder(path).build());
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
  }

  @Test
  void strangersAreNobodyWhereTheyAreNotLetIn(@TempDir Path own) {
    try (GatewayFixture closed =
        GatewayFixture.start(own, Map.of("navarch.gateway.anonymous", false))) {
      isNobody(GatewayFixture.send(closed.strangersClient(), closed.builder("/version").build()));
      assertThat(closed.get("/version").status()).isEqualTo(200);
    }
  }
}
