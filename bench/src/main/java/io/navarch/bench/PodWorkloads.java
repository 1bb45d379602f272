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

  private static String name(String run, int number) {
    return "bench-" + run + "-" + number;
  }

  private HttpRequest.Builder pod(String run, int number) {
    return connections.request(pods + "/" + name(run, number), accept);
  }

  Workload create(String run, int count, int workers) {
    return new Workload(
        "create",
        count,
        workers,
        i ->
            connections
                .request(pods, accept)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(template.replace("$NAME", name(run, i))))
                .build());
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
