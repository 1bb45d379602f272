package io.navarch.node.server;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.model.json.Json;
import io.navarch.model.pki.Subjects;
import io.navarch.model.upgrade.AnyMethodUpgrade;
import io.navarch.node.NodeAgent;
import io.navarch.node.api.ApiCalls;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what on the node: a client certificate or a token says who, the API server (by
 * SubjectAccessReview on {@code nodes/<subresource>}) says what. Answers are kept for a while, as
 * the kubelet keeps them.
 */
final class RequestAccess {
  private static final Duration TOKEN_KEPT = Duration.ofMinutes(2);
  private static final Duration ALLOWED_KEPT = Duration.ofMinutes(5);
  private static final Duration DENIED_KEPT = Duration.ofSeconds(30);
  private static final int MOST_KEPT = 1000;

  private final NodeAgent agent;
  private final ApiCalls api;
  private final Map<String, Kept<RequestUser>> tokens = new ConcurrentHashMap<>();
  private final Map<Question, Kept<Boolean>> answers = new ConcurrentHashMap<>();

  private record Question(RequestUser user, String verb, String subresource) {}

  private record Kept<T>(T value, Instant until) {}

  RequestAccess(NodeAgent agent) {
    this.agent = agent;
    this.api = agent.api();
  }

  /** Fails with 401 or 403 unless the request may go on. */
  void check(HttpServerRequest request) throws HttpProblem {
    RequestUser user = user(request);
    if (user == null) {
      throw new HttpProblem(401, "Unauthorized");
    }
    if (user.groups().contains("system:masters")) {
      return;
    }
    String verb =
        switch (AnyMethodUpgrade.method(request)) {
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> "delete";
          default -> "get";
        };
    for (String subresource : subresources(request.path())) {
      if (allowed(new Question(user, verb, subresource))) {
        return;
      }
    }
    throw new HttpProblem(
        403,
        "Forbidden (user="
            + user.name()
            + ", verb="
            + verb
            + ", resource=nodes, subresource(s)="
            + subresources(request.path())
            + ")");
  }

  /** What is asked for, the finer name first. */
  static List<String> subresources(String path) {
    String first = path.substring(1).split("/", 2)[0];
    return switch (first) {
      case "stats" -> List.of("stats");
      case "metrics" -> List.of("metrics");
      case "logs" -> List.of("log");
      case "checkpoint" -> List.of("checkpoint");
      case "healthz" -> List.of("healthz", "proxy");
      case "pods", "runningpods" -> List.of("pods", "proxy");
      case "configz" -> List.of("configz", "proxy");
      default -> List.of("proxy");
    };
  }

  private @Nullable RequestUser user(HttpServerRequest request) {
    try {
      if (request.sslSession() != null
          && request.sslSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
        return new RequestUser(
            Subjects.commonName(certificate), Subjects.organizations(certificate));
      }
    } catch (SSLPeerUnverifiedException e) {
      return byToken(request);
    }
    return byToken(request);
  }

  private @Nullable RequestUser byToken(HttpServerRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.startsWith("Bearer ")) {
      return null;
    }
    String token = header.substring("Bearer ".length()).trim();
    Kept<RequestUser> kept = tokens.get(token);
    Instant now = agent.now();
    if (kept != null && now.isBefore(kept.until())) {
      return kept.value();
    }
    RequestUser user = review(token);
    if (user != null) {
      shrink(tokens);
      tokens.put(token, new Kept<>(user, now.plus(TOKEN_KEPT)));
    }
    return user;
  }

  private @Nullable RequestUser review(String token) {
    String body =
        Json.writeString(
            Map.of(
                "apiVersion", "authentication.k8s.io/v1",
                "kind", "TokenReview",
                "spec", Map.of("token", token)));
    Map<String, Object> status =
        status(api.post("/apis/authentication.k8s.io/v1/tokenreviews", body));
    if (!Boolean.TRUE.equals(status.get("authenticated"))
        || !(status.get("user") instanceof Map<?, ?> user)) {
      return null;
    }
    List<String> groups = new ArrayList<>();
    if (user.get("groups") instanceof List<?> list) {
      list.forEach(g -> groups.add(String.valueOf(g)));
    }
    return new RequestUser(String.valueOf(user.get("username")), groups);
  }

  private boolean allowed(Question question) {
    Kept<Boolean> kept = answers.get(question);
    Instant now = agent.now();
    if (kept != null && now.isBefore(kept.until())) {
      return kept.value();
    }
    boolean allowed = ask(question);
    shrink(answers);
    answers.put(question, new Kept<>(allowed, now.plus(allowed ? ALLOWED_KEPT : DENIED_KEPT)));
    return allowed;
  }

  private boolean ask(Question question) {
    String body =
        Json.writeString(
            Map.of(
                "apiVersion", "authorization.k8s.io/v1",
                "kind", "SubjectAccessReview",
                "spec",
                    Map.of(
                        "user", question.user().name(),
                        "groups", question.user().groups(),
                        "resourceAttributes",
                            Map.of(
                                "verb", question.verb(),
                                "version", "v1",
                                "resource", "nodes",
                                "subresource", question.subresource(),
                                "name", agent.facts().name()))));
    try {
      var answer = api.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", body);
      return Boolean.TRUE.equals(status(answer).get("allowed"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> status(String json) {
    return Json.read(json) instanceof Map<?, ?> map && map.get("status") instanceof Map<?, ?> status
        ? (Map<String, Object>) status
        : Map.of();
  }

  private static void shrink(Map<?, ?> map) {
    if (map.size() > MOST_KEPT) {
      map.clear();
    }
  }
}
