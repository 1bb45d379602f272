package io.navarch.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;

/**
 * Requests about pods that no scheduler takes ({@code schedulerName: nobody}), so that only the API
 * server and its store work.
 */
final class PodWorkloads {
  static final String JSON = "application/json";

  private static final String SPREAD =
      """
      "topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"topology.kubernetes.io/zone",\
      "whenUnsatisfiable":"ScheduleAnyway","labelSelector":{"matchLabels":{"app":"web"}}}],\
      "affinity":{"podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100,\
      "podAffinityTerm":{"topologyKey":"kubernetes.io/hostname",\
      "labelSelector":{"matchLabels":{"app":"web"}}}}]}},""";

  private final ApiConnections connections;
  private final String pods;
  private final String template = template();
  private final String accept;

  /**
   * @param accept the media type that answers shall have
   */
  PodWorkloads(ApiConnections connections, String namespace, String accept) {
    this.connections = connections;
    this.pods = "/api/v1/namespaces/" + namespace + "/pods";
    this.accept = accept;
  }

  private static String template() {
    try (InputStream in = PodWorkloads.class.getResourceAsStream("pod.json")) {
      if (in == null) {
        throw new IllegalStateException("pod.json is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a pod of a run. */
  static String name(String run, Object number) {
    return "bench-" + run + "-" + number;
  }

  private HttpRequest.Builder pod(String run, int number) {
    return connections.request(pods + "/" + name(run, number), accept);
  }

  Workload create(String run, int count, int workers) {
    return new Workload(
        "create", count, workers, i -> post(template.replace("$NAME", name(run, i))));
  }

  /**
   * Pods that the cluster's scheduler takes, with the label {@code bench} of the run.
   *
   * @param spread whether they shall spread over zones and prefer to be apart
   */
  Workload createScheduled(String run, int count, int workers, boolean spread) {
    String scheduled =
        template
            .replace("\"schedulerName\":\"nobody\",", spread ? SPREAD : "")
            .replace("\"app\":\"web\",", "\"app\":\"web\",\"bench\":\"" + run + "\",");
    return new Workload(
        "create", count, workers, i -> post(scheduled.replace("$NAME", name(run, i))));
  }

  /** What a node agent reports when a pod's containers run. */
  Workload markRunning(String run, int count, int workers) {
    return new Workload(
        "mark running",
        count,
        workers,
        i ->
            connections
                .request(pods + "/" + name(run, i) + "/status", accept)
                .header("Content-Type", "application/strategic-merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{\"status\":{\"phase\":\"Running\"}}"))
                .build());
  }

  /** The path of a watch on the pods of a run that have a node. */
  String boundPodsWatch(String run) {
    return pods + "?watch=true&fieldSelector=spec.nodeName!%3D&labelSelector=bench%3D" + run;
  }

  private HttpRequest post(String pod) {
    return connections
        .request(pods, accept)
        .header("Content-Type", JSON)
        .POST(BodyPublishers.ofString(pod))
        .build();
  }

  Workload get(String run, int existing, int count, int workers) {
    return new Workload("get", count, workers, i -> pod(run, i % existing).GET().build());
  }

  Workload list(int limit, int count, int workers) {
    return new Workload(
        "list " + limit,
        count,
        workers,
        _ -> connections.request(pods + "?limit=" + limit + "&resourceVersion=0", accept).build());
  }

  Workload patch(String run, int existing, int count, int workers) {
    return new Workload(
        "patch",
        count,
        workers,
        i ->
            pod(run, i % existing)
                .header("Content-Type", "application/strategic-merge-patch+json")
                .method(
                    "PATCH",
                    BodyPublishers.ofString("{\"metadata\":{\"labels\":{\"x\":\"v" + i + "\"}}}"))
                .build());
  }

  Workload delete(String run, int count, int workers) {
    return new Workload("delete", count, workers, i -> pod(run, i).DELETE().build());
  }
}
