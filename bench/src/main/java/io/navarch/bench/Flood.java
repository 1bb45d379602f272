package io.navarch.bench;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What one user's flood of lists does to the latency of another user of the same priority level.
 * Both are service accounts that may read the config maps of the namespace, each in a process of
 * its own, so that what the flood costs its client is not counted as the server's slowness.
 */
final class Flood {
  private static final int OBJECTS = 200;
  private static final int PADDING = 900;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path kubeconfig;
  private final ApiConnections admin;
  private final List<ServerProcess> servers;
  private final String namespace;
  private final String maps;

  /**
   * @param kubeconfig says where the server is and whom to believe
   */
  Flood(Path kubeconfig, ApiConnections admin, List<ServerProcess> servers, String namespace) {
    this.kubeconfig = kubeconfig;
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
    try (ApiConnections quiet = admin.as(token("quiet-" + run), 1)) {
      try {
        LoadRun load = new LoadRun(quiet, servers);
        load.measure(gets(quiet, "warm", run, requests));
        Measurement alone = load.measure(gets(quiet, "quiet user alone", run, requests));
        try (Crowd others = Crowd.start(kubeconfig, token("flood-" + run), maps, crowd)) {
          Patience.until(
              () -> others.count().answered() > crowd, PATIENCE, "the flood gets no answers");
          Crowd.Count before = others.count();
          Measurement hurt = load.measure(gets(quiet, "quiet user in the flood", run, requests));
          Crowd.Count flood = others.count().since(before);
          return List.of(
              alone,
              hurt,
              new Measurement(
                  "the flood",
                  flood.answered(),
                  hurt.seconds(),
                  Latencies.of(new long[0]),
                  0,
                  flood.refusedByStatus()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    } finally {
      remove(run);
    }
  }

  /** So that the next run's lists are as long as this one's. */
  private void remove(String run) throws IOException {
    var unused =
        admin.send(
            0,
            admin
                .request(maps + "?labelSelector=flood=" + run, PodWorkloads.JSON)
                .DELETE()
                .build());
  }

  private Workload gets(ApiConnections user, String name, String run, int count) {
    return new Workload(
        name,
        count,
        1,
        i -> user.request(maps + "/" + run + "-" + i % OBJECTS, PodWorkloads.JSON).build());
  }

  /** Two accounts, the right to read config maps for both, and config maps of 1 KB. */
  private void prepare(String run) throws IOException {
    for (int i = 0; i < OBJECTS; i++) {
      post(
          maps,
          "{\"metadata\":{\"name\":\"%1$s-%2$d\",\"labels\":{\"flood\":\"%1$s\"}},\"data\":{\"p\":\"%3$s\"}}"
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
