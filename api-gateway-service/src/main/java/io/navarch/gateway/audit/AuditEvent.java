package io.navarch.gateway.audit;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.AnswerBody;
import io.navarch.gateway.http.AnswerObserver;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.format.MicroTime;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What is recorded of one request; each stage that counts becomes one event. */
final class AuditEvent implements AnswerObserver {
  private static final int MAX_USER_AGENT = 1024;

  /** An answer without any form that the client takes is not an object of the API. */
  private static final int NOT_ACCEPTABLE = 406;

  private static final List<String> IDENTITY =
      List.of("namespace", "name", "uid", "resourceVersion");
  private static final Set<String> LASTING =
      Set.of("attach", "exec", "proxy", "log", "portforward");

  private final AuditPolicy.Verdict verdict;
  private final Exchange exchange;
  private final RequestInfo request;
  private final @Nullable User user;
  private final InstantSource clock;
  private final AuditSink sink;
  private final Instant received;
  private final Map<String, String> annotations = new TreeMap<>();
  private final AtomicBoolean complete = new AtomicBoolean();
  private @Nullable User impersonated;
  private String impersonationConstraint = "";
  private @Nullable Map<String, Object> status;
  private @Nullable Object responseObject;
  private boolean requestSeen;
  private @Nullable Object requestObject;
  private Map<String, Object> requestMetadata = Map.of();

  AuditEvent(
      AuditPolicy.Verdict verdict,
      Exchange exchange,
      RequestInfo request,
      @Nullable User user,
      InstantSource clock,
      AuditSink sink) {
    this.verdict = verdict;
    this.exchange = exchange;
    this.request = request;
    this.user = user;
    this.clock = clock;
    this.sink = sink;
    this.received = clock.instant();
  }

  boolean recordsBodies() {
    return verdict.level().compareTo(AuditLevel.REQUEST) >= 0;
  }

  synchronized void annotate(String key, String value) {
    annotations.putIfAbsent(key, value);
  }

  synchronized void requested(Map<String, Object> tree) {
    if (requestSeen) {
      return;
    }
    requestSeen = true;
    requestMetadata = identity(ApiObject.mapAt(tree, "metadata"));
    if (recordsBodies()) {
      ApiObject copy = new ApiObject(tree).copy();
      if (verdict.omitManagedFields()) {
        AuditBodies.withoutManagedFields(copy.root());
      }
      requestObject = copy.root();
    }
  }

  private static Map<String, Object> identity(Map<String, Object> metadata) {
    Map<String, Object> identity = new LinkedHashMap<>();
    for (String field : IDENTITY) {
      if (metadata.get(field) instanceof String text) {
        identity.put(field, text);
      }
    }
    return identity;
  }

  synchronized void requestedPatch(byte[] patch, String contentType) {
    if (!requestSeen && recordsBodies()) {
      requestObject = AuditBodies.tree(contentType, patch, false);
    }
    requestSeen = true;
  }

  synchronized void impersonated(User other, String constraint) {
    impersonated = other;
    impersonationConstraint = constraint;
  }

  /** Whether the request may go on. */
  boolean received() {
    return emit("RequestReceived");
  }

  @Override
  public void answered(int code, String contentType, AnswerBody body) {
    synchronized (this) {
      status = statusOf(code);
      boolean refused = code >= 400;
      boolean wanted = verdict.level() == AuditLevel.REQUEST_RESPONSE;
      if (refused || wanted || AuditBodies.mayBeStatus(body)) {
        Object tree = AuditBodies.tree(contentType, body.bytes(), verdict.omitManagedFields());
        if (tree instanceof Map<?, ?> map && map.get("kind") != null && code != NOT_ACCEPTABLE) {
          if ("Status".equals(map.get("kind"))) {
            status = statusOf(code, map);
          }
          responseObject = wanted ? tree : null;
        }
      }
    }
    if (isLasting()) {
      boolean unused = emit("ResponseStarted");
    }
    complete();
  }

  @Override
  public void begun(int code) {
    synchronized (this) {
      status = statusOf(code);
    }
    boolean unused = emit("ResponseStarted");
  }

  @Override
  public void ended() {
    complete();
  }

  /** The client went before there was an answer. */
  void abandoned() {
    synchronized (this) {
      if (status == null) {
        status = statusOf(200);
        status.put("status", "Success");
        status.put("message", "Connection closed early");
      }
    }
    complete();
  }

  /** The credentials were refused. */
  void unauthenticated() {
    Map<String, Object> refusal = new LinkedHashMap<>();
    refusal.put("kind", "Status");
    refusal.put("apiVersion", "v1");
    refusal.put("metadata", Map.of());
    refusal.put("status", "Failure");
    refusal.put("message", "Unauthorized");
    refusal.put("reason", "Unauthorized");
    refusal.put("code", 401L);
    synchronized (this) {
      status = statusOf(401, refusal);
      responseObject = verdict.level() == AuditLevel.REQUEST_RESPONSE ? refusal : null;
    }
    boolean unused = emit("ResponseStarted");
  }

  private void complete() {
    if (complete.compareAndSet(false, true)) {
      boolean unused = emit("ResponseComplete");
    }
  }

  private boolean isLasting() {
    return request.verb().equals("watch")
        || request.verb().equals("proxy")
        || request.resourceRequest() && LASTING.contains(request.subresource());
  }

  private static Map<String, Object> statusOf(int code) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("metadata", Map.of());
    status.put("code", (long) code);
    return status;
  }

  private static Map<String, Object> statusOf(int code, Map<?, ?> answer) {
    Map<String, Object> status = statusOf(code);
    for (String field : List.of("status", "message", "reason", "details")) {
      Object value = answer.get(field);
      if (value != null) {
        status.put(field, value);
      }
    }
    return status;
  }

  private boolean emit(String stage) {
    return verdict.omitStages().contains(stage) || sink.accept(Json.write(event(stage)));
  }

  private synchronized Map<String, Object> event(String stage) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("kind", "Event");
    event.put("apiVersion", "audit.k8s.io/v1");
    event.put("level", verdict.level().text());
    event.put("auditID", exchange.auditId());
    event.put("stage", stage);
    event.put("requestURI", exchange.uri());
    event.put("verb", request.verb());
    event.put("user", user == null ? Map.of() : userInfo(user));
    User other = impersonated;
    if (other != null) {
      event.put("impersonatedUser", userInfo(other));
    }
    if (!impersonationConstraint.isEmpty()) {
      event.put(
          "authenticationMetadata", Map.of("impersonationConstraint", impersonationConstraint));
    }
    event.put("sourceIPs", SourceAddresses.of(exchange));
    String agent = exchange.header("User-Agent");
    if (agent != null) {
      event.put(
          "userAgent",
          agent.length() > MAX_USER_AGENT
              ? agent.substring(0, MAX_USER_AGENT) + "...TRUNCATED"
              : agent);
    }
    boolean beforeAnswer = stage.equals("RequestReceived");
    if (request.resourceRequest()) {
      event.put("objectRef", reference(beforeAnswer ? Map.of() : requestMetadata));
    }
    Map<String, Object> outcome = status;
    if (outcome != null) {
      event.put("responseStatus", outcome);
    }
    Object sent = requestObject;
    if (sent != null && !beforeAnswer) {
      event.put("requestObject", sent);
    }
    Object answer = responseObject;
    if (answer != null) {
      event.put("responseObject", answer);
    }
    event.put("requestReceivedTimestamp", MicroTime.text(received));
    event.put("stageTimestamp", MicroTime.text(clock.instant()));
    if (!annotations.isEmpty()) {
      event.put("annotations", Map.copyOf(annotations));
    }
    return event;
  }

  private Map<String, Object> reference(Map<String, Object> metadata) {
    Map<String, Object> reference = new LinkedHashMap<>();
    put(reference, "resource", request.resource());
    put(reference, "namespace", first(request.namespace(), metadata.get("namespace")));
    put(reference, "name", first(request.name(), metadata.get("name")));
    put(reference, "uid", first("", metadata.get("uid")));
    put(reference, "apiGroup", request.group());
    put(reference, "apiVersion", request.version());
    put(reference, "resourceVersion", first("", metadata.get("resourceVersion")));
    put(reference, "subresource", request.subresource());
    return reference;
  }

  private static String first(String known, @Nullable Object otherwise) {
    return known.isEmpty() && otherwise instanceof String text ? text : known;
  }

  private static void put(Map<String, Object> map, String key, String value) {
    if (!value.isEmpty()) {
      map.put(key, value);
    }
  }

  private static Map<String, Object> userInfo(User user) {
    Map<String, Object> info = new LinkedHashMap<>();
    put(info, "username", user.name());
    put(info, "uid", user.uid());
    if (!user.groups().isEmpty()) {
      info.put("groups", user.groups());
    }
    if (!user.extra().isEmpty()) {
      info.put("extra", user.extra());
    }
    return info;
  }
}
