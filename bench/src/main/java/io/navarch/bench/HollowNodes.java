package io.navarch.bench;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/**
 * Nodes that are only objects: ready, with room for pods, and with leases that are renewed as a
 * node agent would, so that no controller takes them for dead. No process runs on them.
 */
final class HollowNodes implements AutoCloseable {
  private static final String NODES = "/api/v1/nodes";
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
  private static final int ZONES = 10;
  private static final int WORKERS = 8;
  private static final long RENEWAL_SECONDS = 10;

  private final ApiConnections connections;
  private final LoadRun load;
  private final InstantSource clock;
  private final String run;
  private final int count;
  private final Thread renewal;

  private HollowNodes(
      ApiConnections connections, LoadRun load, InstantSource clock, String run, int count) {
    this.connections = connections;
    this.load = load;
    this.clock = clock;
    this.run = run;
    this.count = count;
    renewal = Thread.ofVirtual().unstarted(this::renewUntilStopped);
  }

  /**
   * Makes the nodes.
   *
   * @param run tells this run's nodes from all others
   * @throws IllegalStateException if one is refused
   */
  static HollowNodes make(
      ApiConnections connections, LoadRun load, InstantSource clock, String run, int count)
      throws InterruptedException {
    HollowNodes nodes = new HollowNodes(connections, load, clock, run, count);
    nodes.everyOne("POST", NODES, nodes::node);
    nodes.everyOne("POST", LEASES, nodes::lease);
    // New nodes are tainted until their node agent reports; there is nobody to do it.
    nodes.eachOne(
        "PATCH", NODES, "application/merge-patch+json", _ -> "{\"spec\":{\"taints\":null}}");
    nodes.renewal.start();
    return nodes;
  }

  private String name(int number) {
    return "hollow-" + run + "-" + number;
  }

  private interface Body {
    String of(int number);
  }

  private void everyOne(String method, String path, Body body) throws InterruptedException {
    require(
        load.measure(
            new Workload(
                "nodes",
                count,
                WORKERS,
                i -> request(method, path, PodWorkloads.JSON, body.of(i)))));
  }

  private Measurement eachOne(String method, String path, String type, Body body)
      throws InterruptedException {
    return load.measure(
        new Workload(
            "nodes", count, WORKERS, i -> request(method, path + "/" + name(i), type, body.of(i))));
  }

  private HttpRequest request(String method, String path, String type, String body) {
    return connections
        .request(path, PodWorkloads.JSON)
        .header("Content-Type", type)
        .method(method, BodyPublishers.ofString(body))
        .build();
  }

  private static void require(Measurement made) {
    if (!made.refused().isEmpty()) {
      throw new IllegalStateException("hollow nodes are refused: " + made.refused());
    }
  }

  private String node(int number) {
    return """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s","labels":{"kubernetes.io/hostname":"%s",\
        "topology.kubernetes.io/zone":"zone-%d","kubernetes.io/os":"linux"}},\
        "status":{"capacity":{"cpu":"32","memory":"256Gi","pods":"1000"},\
        "allocatable":{"cpu":"32","memory":"256Gi","pods":"1000"},\
        "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady",\
        "lastHeartbeatTime":"%s","lastTransitionTime":"%s"}]}}"""
        .formatted(name(number), name(number), number % ZONES, seconds(), seconds());
  }

  private String lease(int number) {
    return """
        {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",\
        "metadata":{"name":"%s","namespace":"kube-node-lease"},\
        "spec":{"holderIdentity":"%s","leaseDurationSeconds":40,"renewTime":"%s"}}"""
        .formatted(name(number), name(number), micros());
  }

  private Instant seconds() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** As the API writes such a time, with six digits behind the point. */
  private String micros() {
    return seconds().toString().replace("Z", ".000000Z");
  }

  private void renewUntilStopped() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.SECONDS.sleep(RENEWAL_SECONDS);
        eachOne(
            "PATCH",
            LEASES,
            "application/merge-patch+json",
            _ -> "{\"spec\":{\"renewTime\":\"" + micros() + "\"}}");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes them away. */
  @Override
  public void close() throws InterruptedException {
    renewal.interrupt();
    renewal.join();
    eachOne("DELETE", LEASES, PodWorkloads.JSON, _ -> "{}");
    eachOne("DELETE", NODES, PodWorkloads.JSON, _ -> "{}");
  }
}
