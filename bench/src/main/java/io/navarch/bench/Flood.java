package io.navarch.bench;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one user's flood of lists does to the latency of another user of the same priority level.
 * Both are service accounts that may read the config maps of the namespace, each with connections
 * of its own.
 */
final class Flood {
  private static final int OBJECTS = 200;
  private static final int PADDING = 900;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ApiConnections admin;
  private final List<ServerProcess> servers;
  private final String namespace;
  private final String maps;

  Flood(ApiConnections admin, List<ServerProcess> servers, String namespace) {
    this.admin = admin;
    this.servers = List.copyOf(servers);
    this.namespace = namespace;
    this.maps = "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  /**
   * @param run tells this run's objects from all others
   * @param requests of the quiet user, one after the other
   * @param crowd how many lists the flooding user has under way at any time
   * @return the quiet user alone, the same in the flood, and the flood
   */
  List<Measurement> measure(String run, int requests, int crowd) throws IOException {
    prepare(run);
    try (ApiConnections quiet = admin.as(token("quiet-" + run), 1);
        ApiConnections flooding = admin.as(token("flood-" + run), 4)) {
      try {
        LoadRun load = new LoadRun(quiet, servers);
        load.measure(gets(quiet, "warm", run, requests));
        Measurement alone = load.measure(gets(quiet, "quiet user alone", run, requests));
        try (Crowd others = new Crowd(flooding, maps)) {
          others.send(crowd);
          Patience.until(
              () -> others.answered.sum() > crowd, PATIENCE, "the flood gets no answers");
          long before = others.answered.sum();
          others.refused.clear();
          Measurement hurt = load.measure(gets(quiet, "quiet user in the flood", run, requests));
          return List.of(
              alone,
              hurt,
              new Measurement(
                  "the flood",
                  others.answered.sum() - before,
                  hurt.seconds(),
                  Latencies.of(new long[0]),
                  0,
                  Map.copyOf(others.refused)));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private Workload gets(ApiConnections user, String name, String run, int count) {
    return new Workload(
        name,
        count,
        1,
        i -> user.request(maps + "/" + run + "-" + i % OBJECTS, PodWorkloads.JSON).build());
  }

  /** Lists without end, so many at once. */
  private static final class Crowd implements AutoCloseable {
    private final ApiConnections connections;
    private final String path;
    private final AtomicBoolean over = new AtomicBoolean();
    private final LongAdder answered = new LongAdder();
    private final Map<Integer, Long> refused = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    Crowd(ApiConnections connections, String path) {
      this.connections = connections;
      this.path = path;
    }

    void send(int count) {
      for (int i = 0; i < count; i++) {
        int connection = i;
        threads.add(Thread.ofVirtual().start(() -> listUntilOver(connection)));
      }
    }

    private void listUntilOver(int connection) {
      HttpRequest request = connections.request(path, PodWorkloads.JSON).build();
      while (!over.get()) {
        try {
          int status =
              connections
                  .client(connection)
                  .send(request, HttpResponse.BodyHandlers.discarding())
                  .statusCode();
          if (status != 200) {
            refused.merge(status, 1L, Long::sum);
          }
        } catch (IOException e) {
          refused.merge(0, 1L, Long::sum);
        } catch (InterruptedException e) {
          return;
        }
        answered.increment();
      }
    }

    @Override
    public void close() {
      over.set(true);
      threads.forEach(Thread::interrupt);
    }
  }

  /** Two accounts, the right to read config maps for both, and config maps of 1 KB. */
  private void prepare(String run) throws IOException {
    for (int i = 0; i < OBJECTS; i++) {
      post(
          maps,
          "{\"metadata\":{\"name\":\"%s-%d\"},\"data\":{\"p\":\"%s\"}}"
              .formatted(run, i, "x".repeat(PADDING)));
    }
    String rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace;
    post(
        rbac + "/roles",
        """
        {"metadata":{"name":"flood-%s"},
         "rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list"]}]}"""
            .formatted(run));
    for (String user : List.of("quiet-" + run, "flood-" + run)) {
      post(accounts(), "{\"metadata\":{\"name\":\"%s\"}}".formatted(user));
      post(
          rbac + "/rolebindings",
          """
          {"metadata":{"name":"%1$s"},
           "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"flood-%2$s"},
           "subjects":[{"kind":"ServiceAccount","name":"%1$s","namespace":"%3$s"}]}"""
              .formatted(user, run, namespace));
    }
  }

  private String accounts() {
    return "/api/v1/namespaces/" + namespace + "/serviceaccounts";
  }

  private String token(String account) throws IOException {
    byte[] answer = post(accounts() + "/" + account + "/token", "{\"spec\":{}}");
    return String.valueOf(new ApiObject(Json.readObject(answer)).at("status", "token"));
  }

  private byte[] post(String path, String body) throws IOException {
    HttpResponse<byte[]> answer =
        admin.send(
            0,
            admin
                .request(path, PodWorkloads.JSON)
                .header("Content-Type", PodWorkloads.JSON)
                .POST(BodyPublishers.ofString(body))
                .build());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(path + " answers HTTP " + answer.statusCode());
    }
    return answer.body();
  }
}
