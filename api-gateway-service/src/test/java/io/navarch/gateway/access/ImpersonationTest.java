package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may act as whom, through the real port. */
class ImpersonationTest {
  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1/";
  private static final String WHOAMI = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
  private static final String ON_REVIEWS = "impersonate-on:%s:create";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    grant(
        "plain", rule("impersonate", "", "users", "jane"), rule("impersonate", "", "groups", "g"));
    grant(
        "constrained",
        onReviews("user-info"),
        rule("impersonate:user-info", "authentication.k8s.io", "users", "jane"),
        rule("impersonate:user-info", "authentication.k8s.io", "groups", "g"),
        rule("impersonate:user-info", "authentication.k8s.io", "uids", "u-1"),
        rule(
            "impersonate:user-info",
            "authentication.k8s.io",
            "userextras/example.com~1team",
            "red"));
    grant("identity-only", rule("impersonate:user-info", "authentication.k8s.io", "users", "jane"));
    grant("action-only", onReviews("user-info"));
    grant(
        "everybody",
        onReviews("user-info"),
        rule("impersonate:user-info", "authentication.k8s.io", "users", ""),
        rule("impersonate:user-info", "authentication.k8s.io", "groups", ""));
    grant(
        "accounts",
        onReviews("serviceaccount"),
        rule("impersonate:serviceaccount", "authentication.k8s.io", "serviceaccounts", "robot"));
    grant(
        "nodes",
        onReviews("arbitrary-node"),
        rule("impersonate:arbitrary-node", "authentication.k8s.io", "nodes", "node-1"));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String onReviews(String mode) {
    return rule(ON_REVIEWS.formatted(mode), "authentication.k8s.io", "selfsubjectreviews", "");
  }

  private static String rule(String verb, String group, String resource, String name) {
    return """
        {"verbs":["%s"],"apiGroups":["%s"],"resources":["%s"],"resourceNames":[%s]}"""
        .formatted(
            verb, group, resource.replace("~1", "/"), name.isEmpty() ? "" : '"' + name + '"');
  }

  /** Gives a user of a role's name what the role says. */
  private static void grant(String name, String... rules) {
    Answer role =
        gateway.post(
            RBAC + "clusterroles",
            "{\"metadata\":{\"name\":\"%s\"},\"rules\":[%s]}"
                .formatted(name, String.join(",", rules)));
    assertThat(role.status()).as(role.text()).isEqualTo(201);
    Answer binding =
        gateway.post(
            RBAC + "clusterrolebindings",
            """
            {"metadata":{"name":"%1$s"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"%1$s"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"%1$s"}]}"""
                .formatted(name));
    assertThat(binding.status()).as(binding.text()).isEqualTo(201);
  }

  /**
   * @param headers what comes after {@code Impersonate-}, with their values
   */
  private static Answer whoami(HttpClient client, String... headers) {
    HttpRequest.Builder request =
        gateway
            .builder(WHOAMI)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    for (int i = 0; i < headers.length; i += 2) {
      request.header("Impersonate-" + headers[i], headers[i + 1]);
    }
    return GatewayFixture.send(client, request.build());
  }

  private static Answer whoami(String user, String... headers) {
    return whoami(gateway.clientOf(user), headers);
  }

  @Test
  void withoutConstraintsOneRightIsEnough() {
    Answer me = whoami("plain", "User", "jane", "Group", "g");
    assertThat(me.status()).as(me.text()).isEqualTo(201);
    assertThat(me.at("status", "userInfo", "username")).isEqualTo("jane");
    assertThat(me.at("status", "userInfo", "groups"))
        .isEqualTo(List.of("g", "system:authenticated"));
  }

  @Test
  void constrainedByWhoAndWhat() {
    Answer me =
        whoami(
            "constrained",
            "User",
            "jane",
            "Group",
            "g",
            "Uid",
            "u-1",
            "Extra-example.com%2Fteam",
            "red");
    assertThat(me.status()).as(me.text()).isEqualTo(201);
    assertThat(me.at("status", "userInfo", "username")).isEqualTo("jane");
    assertThat(me.at("status", "userInfo", "uid")).isEqualTo("u-1");
    assertThat(me.at("status", "userInfo", "extra"))
        .isEqualTo(Map.of("example.com/team", List.of("red")));
  }

  /** The right to do another thing as jane was never given. */
  @Test
  void whatIsDoneCounts() {
    HttpClient client = gateway.clientOf("constrained");
    assertThat(whoami(client, "User", "jane").status()).isEqualTo(201);
    HttpRequest list =
        gateway
            .builder("/api/v1/namespaces/default/pods")
            .header("Impersonate-User", "jane")
            .build();
    Answer refused = GatewayFixture.send(client, list);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("message"))
        .isEqualTo(
            "pods is forbidden: User \"constrained\" cannot impersonate-on:user-info:list resource"
                + " \"pods\" in API group \"\" in the namespace \"default\"");
  }

  @ParameterizedTest
  @CsvSource({
    "plain,User,john",
    "plain,Uid,u-1",
    "plain,Group,other",
    "plain,Extra-a,b",
    "constrained,User,john",
    "constrained,Uid,u-2",
    "constrained,Group,other",
    "constrained,Extra-example.com%2Fteam,blue",
    "constrained,Extra-team,red",
    "constrained,User,system:node:node-1",
    "constrained,User,system:serviceaccount:default:robot",
    "identity-only,User,jane",
    "action-only,User,jane",
    "everybody,Group,system:masters",
    "everybody,User,system:serviceaccount:default:robot",
    "everybody,User,system:node:node-1",
    "accounts,User,system:serviceaccount:default:other",
    "accounts,User,jane",
    "nodes,User,system:node:node-2",
    "nodes,User,system:serviceaccount:default:robot",
    "nobody,User,jane",
  })
  void nobodyBecomesWhomTheyMayNot(String user, String header, String value) {
    Answer refused =
        header.equals("User")
            ? whoami(user, header, value)
            : whoami(user, "User", "jane", header, value);
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.at("reason")).isEqualTo("Forbidden");
  }

  @Test
  void nodesAndAccountsComeWithTheirGroups() {
    assertThat(
            whoami("accounts", "User", "system:serviceaccount:default:robot")
                .at("status", "userInfo", "groups"))
        .isEqualTo(
            List.of(
                "system:serviceaccounts",
                "system:serviceaccounts:default",
                "system:authenticated"));
    assertThat(whoami("nodes", "User", "system:node:node-1").at("status", "userInfo", "groups"))
        .isEqualTo(List.of("system:nodes", "system:authenticated"));
    assertThat(whoami("nodes", "User", "system:node:node-1", "Group", "g").status())
        .as("a node's groups are fixed")
        .isEqualTo(403);
  }

  @Test
  void aNameIsNeeded() {
    Answer answer = whoami("plain", "Group", "g");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.at("message"))
        .isEqualTo(
            "requested &user.DefaultInfo{Name:\"\", UID:\"\", Groups:[]string{\"g\"},"
                + " Extra:map[string][]string(nil)} without impersonating a user name");
    assertThat(whoami("plain", "Uid", "u\\", "Extra-A", "b").at("message"))
        .isEqualTo(
            "requested &user.DefaultInfo{Name:\"\", UID:\"u\\\\\", Groups:[]string(nil),"
                + " Extra:map[string][]string{\"a\":[]string{\"b\"}}} without impersonating a user"
                + " name");
  }
}
