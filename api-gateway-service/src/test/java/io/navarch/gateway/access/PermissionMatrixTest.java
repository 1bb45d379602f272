package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every bootstrap role against every resource, subresource and verb, in the gateway as it runs,
 * compared with a reading of the same policy that shares no code with the authorizer.
 */
class PermissionMatrixTest {
  private static final List<String> VERBS =
      List.of(
          "get",
          "list",
          "watch",
          "create",
          "update",
          "patch",
          "delete",
          "deletecollection",
          "impersonate",
          "bind",
          "escalate",
          "approve",
          "sign",
          "attest");
  private static final List<String> PATHS =
      List.of(
          "/healthz",
          "/livez",
          "/readyz",
          "/version",
          "/version/",
          "/api",
          "/api/v1",
          "/apis",
          "/openapi/v3",
          "/metrics",
          "/logs/x",
          "/.well-known/openid-configuration",
          "/openid/v1/jwks",
          "/secret");

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** One thing that may or may not be done. */
  private record Asked(String verb, String group, String resource, String path) {}

  private static Set<Asked> questions() {
    Set<Asked> questions = new LinkedHashSet<>();
    for (ResourceDefinition resource : BuiltinResources.instance().all()) {
      List<String> names = new ArrayList<>(List.of(resource.plural()));
      resource.subresources().keySet().forEach(sub -> names.add(resource.plural() + "/" + sub));
      for (String name : names) {
        VERBS.forEach(verb -> questions.add(new Asked(verb, resource.group(), name, "")));
      }
    }
    for (String special :
        List.of(
            "users",
            "groups",
            "serviceaccounts",
            "certificates.k8s.io:signers",
            "certificates.k8s.io:certificatesigningrequests/nodeclient",
            "certificates.k8s.io:certificatesigningrequests/selfnodeclient",
            "example.com:widgets",
            "metrics.k8s.io:pods",
            "nodes/metrics",
            "nodes/stats")) {
      int colon = special.indexOf(':');
      VERBS.forEach(
          verb ->
              questions.add(
                  new Asked(
                      verb,
                      colon < 0 ? "" : special.substring(0, colon),
                      special.substring(colon + 1),
                      "")));
    }
    PATHS.forEach(
        path -> List.of("get", "post").forEach(v -> questions.add(new Asked(v, "", "", path))));
    return questions;
  }

  /** The model: a rule allows what stands in all of its lists. */
  private static boolean allowed(List<Object> rules, Asked asked) {
    for (Object rule : rules) {
      Map<?, ?> tree = (Map<?, ?>) rule;
      boolean verb = has(tree, "verbs", asked.verb()) || has(tree, "verbs", "*");
      boolean match;
      if (asked.path().isEmpty()) {
        boolean group = has(tree, "apiGroups", asked.group()) || has(tree, "apiGroups", "*");
        int slash = asked.resource().indexOf('/');
        boolean resource =
            has(tree, "resources", asked.resource())
                || has(tree, "resources", "*")
                || (slash > 0 && has(tree, "resources", "*" + asked.resource().substring(slash)));
        boolean anyName = !(tree.get("resourceNames") instanceof List<?> names) || names.isEmpty();
        match = group && resource && anyName;
      } else {
        match = false;
        if (tree.get("nonResourceURLs") instanceof List<?> urls) {
          for (Object url : urls) {
            String text = url.toString();
            match |=
                text.equals(asked.path())
                    || (text.endsWith("*")
                        && asked.path().startsWith(text.substring(0, text.length() - 1)));
          }
        }
      }
      if (verb && match) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Map<?, ?> rule, String list, String value) {
    return rule.get(list) instanceof List<?> values && values.contains(value);
  }

  private static RequestInfo request(Asked asked) {
    if (!asked.path().isEmpty()) {
      return Question.path(asked.verb(), asked.path());
    }
    int slash = asked.resource().indexOf('/');
    return Question.resource(
        asked.verb(),
        asked.group(),
        slash < 0 ? asked.resource() : asked.resource().substring(0, slash),
        slash < 0 ? "" : asked.resource().substring(slash + 1),
        "some-namespace",
        "");
  }

  @Test
  void everyBootstrapRoleGivesWhatThePolicySays() {
    List<ApiObject> roles =
        RbacBootstrap.policy().stream().filter(o -> o.kind().equals("ClusterRole")).toList();
    assertThat(roles).hasSizeGreaterThan(60);
    Set<Asked> questions = questions();
    Authorizer rbac = gateway.context().getBean(RbacAuthorizer.class);
    Map<String, String> wrong = new TreeMap<>();
    int asked = 0;
    for (ApiObject role : roles) {
      if (role.at("aggregationRule") != null) {
        continue; // its rules are gathered by a controller, which is not running here
      }
      String user = "only-" + role.name().replace(':', '-');
      bind(user, role.name());
      User subject = new User(user, "", List.of(), Map.of());
      List<Object> rules = ApiObject.listAt(role.root(), "rules");
      for (Asked question : questions) {
        boolean expected = allowed(rules, question);
        boolean actual =
            rbac.authorize(subject, request(question)) instanceof Authorizer.Decision.Allow;
        asked++;
        if (expected != actual) {
          wrong.put(role.name() + " " + question, expected ? "must" : "must not");
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(50_000);
  }

  /** How each verb is asked for over HTTP: never so that anything would change. */
  private static HttpRequest sent(Sent asked) {
    ResourceDefinition resource = asked.resource();
    String path =
        (resource.group().isEmpty() ? "/api/" : "/apis/" + resource.group() + "/")
            + resource.version()
            + (resource.namespaced() ? "/namespaces/default/" : "/")
            + resource.plural();
    String one = path + "/no-such-object";
    String dry = "?dryRun=All";
    HttpRequest.BodyPublisher nothing = HttpRequest.BodyPublishers.noBody();
    HttpRequest.BodyPublisher empty = HttpRequest.BodyPublishers.ofString("{}");
    HttpRequest.Builder request =
        switch (asked.verb()) {
          case "get" -> gateway.builder(one);
          case "list" -> gateway.builder(path + "?limit=1");
          case "watch" -> gateway.builder(path + "?watch=1&resourceVersion=none");
          case "create" -> gateway.builder(path + dry).POST(empty);
          case "update" -> gateway.builder(one + dry).PUT(empty);
          case "patch" -> gateway.builder(one + dry).method("PATCH", empty);
          case "delete" -> gateway.builder(one + dry).method("DELETE", nothing);
          case "deletecollection" -> gateway.builder(path + dry).method("DELETE", nothing);
          default -> throw new IllegalArgumentException(asked.verb());
        };
    String type = asked.verb().equals("patch") ? "application/merge-patch+json" : JSON;
    return request.header("Content-Type", type).header("Impersonate-User", asked.user()).build();
  }

  private static final String JSON = "application/json";

  private record Sent(String user, String verb, ResourceDefinition resource) {}

  /**
   * The same through the port: whether a request got past authorization is told by the answer's
   * words.
   */
  @Test
  void everyBootstrapRoleGetsThroughThePortWithWhatThePolicySays() throws Exception {
    List<ApiObject> roles =
        RbacBootstrap.policy().stream()
            .filter(o -> o.kind().equals("ClusterRole") && o.at("aggregationRule") == null)
            .toList();
    // What the group system:authenticated has anyway.
    List<Object> everybodys =
        roles.stream()
            .filter(role -> role.name().equals("system:basic-user"))
            .flatMap(role -> ApiObject.listAt(role.root(), "rules").stream())
            .toList();
    Map<String, String> wrong = new ConcurrentSkipListMap<>();
    AtomicInteger answered = new AtomicInteger();
    Semaphore atOnce = new Semaphore(100);
    for (ApiObject role : roles) {
      String user = "sent-" + role.name().replace(':', '-');
      bind(user, role.name());
      List<Object> rules = new ArrayList<>(ApiObject.listAt(role.root(), "rules"));
      rules.addAll(everybodys);
      for (ResourceDefinition resource : BuiltinResources.instance().all()) {
        for (String verb : VERBS.subList(0, 8)) {
          boolean expected =
              allowed(rules, new Asked(verb, resource.group(), resource.plural(), ""));
          Sent asked = new Sent(user, verb, resource);
          atOnce.acquire();
          CompletableFuture<?> unused =
              gateway
                  .client()
                  .sendAsync(sent(asked), HttpResponse.BodyHandlers.ofString())
                  .whenComplete(
                      (answer, failure) -> {
                        atOnce.release();
                        answered.incrementAndGet();
                        if (failure != null || expected == isUnauthorized(answer, asked)) {
                          wrong.put(
                              role.name() + " " + verb + " " + resource.plural(),
                              failure != null ? failure.toString() : answer.body());
                        }
                      });
        }
      }
    }
    atOnce.acquire(100);
    assertThat(wrong).isEmpty();
    assertThat(answered).hasValueGreaterThan(30_000);
  }

  private static boolean isUnauthorized(HttpResponse<String> answer, Sent asked) {
    return answer.statusCode() == 403
        && answer
            .body()
            .contains("User \\\"" + asked.user() + "\\\" cannot " + asked.verb() + " resource");
  }

  private static void bind(String user, String role) {
    GatewayFixture.Answer answer =
        gateway.post(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            """
            {"metadata":{"name":"%s"},
             "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"%s"}],
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"%s"}}
            """
                .formatted(user, user, role));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    String version = answer.body().resourceVersion();
    gateway.get(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?limit=1&resourceVersion="
            + version
            + "&resourceVersionMatch=NotOlderThan");
  }
}
