package io.navarch.bench;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes config maps that many watches see. The same writes before any watch is open tell what the
 * writes alone cost the server; the rest, divided by the events delivered, is the price of one.
 */
final class WatchFanOut {
  private static final int PADDING = 900;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MISSING = "not all events were delivered";

  private final ApiConnections connections;
  private final List<ServerProcess> servers;
  private final String maps;
  private final LongAdder delivered = new LongAdder();

  WatchFanOut(ApiConnections connections, List<ServerProcess> servers, String namespace) {
    this.connections = connections;
    this.servers = List.copyOf(servers);
    this.maps = "/api/v1/namespaces/" + namespace + "/configmaps";
  }

  /**
   * @param run tells this run's objects from all others
   * @param watches how many are open
   * @param events how many objects are written
   * @param workers how many writes run at once
   */
  List<Measurement> measure(String run, int watches, int events, int workers)
      throws InterruptedException {
    LoadRun load = new LoadRun(connections, servers);
    load.measure(writes(run + "-warm", events, workers));
    Measurement alone = load.measure(writes(run + "-alone", events, workers));
    List<CompletableFuture<?>> open = new ArrayList<>();
    for (int i = 0; i < watches; i++) {
      String path = maps + "?watch=true&labelSelector=bench%3D" + run + "-seen";
      open.add(
          connections
              .watch(i, path, () -> HttpResponse.BodySubscribers.fromSubscriber(new LineCounter()))
              .accepted());
    }
    CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).join();
    load.measure(writes(run + "-seen", events, workers));
    Patience.until(() -> delivered.sum() >= (long) watches * events, PATIENCE, MISSING);
    delivered.reset();
    long cpu = ServerProcess.cpuMicros(servers);
    long start = System.nanoTime();
    Measurement writes = load.measure(more(run + "-seen", events, workers));
    long wanted = (long) watches * events;
    Patience.until(() -> delivered.sum() >= wanted, PATIENCE, MISSING);
    double seconds = (System.nanoTime() - start) / 1e9;
    long all = ServerProcess.cpuMicros(servers) - cpu;
    return List.of(
        alone,
        of("watch event, with write", wanted, seconds, writes.latencies(), all),
        of(
            "watch event alone",
            wanted,
            seconds,
            writes.latencies(),
            Math.max(0, all - alone.cpuMicros())));
  }

  private static Measurement of(
      String name, long count, double seconds, Latencies latencies, long cpuMicros) {
    return new Measurement(name, count, seconds, latencies, cpuMicros, Map.of());
  }

  private Workload writes(String label, int count, int workers) {
    return new Workload("write", count, workers, i -> write(label, "a" + i));
  }

  private Workload more(String label, int count, int workers) {
    return new Workload("write", count, workers, i -> write(label, "b" + i));
  }

  private HttpRequest write(String label, String name) {
    String body =
        "{\"metadata\":{\"name\":\"%s-%s\",\"labels\":{\"bench\":\"%s\"}},\"data\":{\"p\":\"%s\"}}"
            .formatted(label, name, label, "x".repeat(PADDING));
    return connections
        .request(maps, PodWorkloads.JSON)
        .header("Content-Type", PodWorkloads.JSON)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  /** Counts events, which end with a line feed each. */
  private final class LineCounter implements Flow.Subscriber<List<ByteBuffer>> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      int lines = 0;
      for (ByteBuffer buffer : buffers) {
        while (buffer.hasRemaining()) {
          if (buffer.get() == '\n') {
            lines++;
          }
        }
      }
      delivered.add(lines);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
