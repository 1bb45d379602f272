package io.navarch.bench;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Pods that the cluster's own scheduler binds to nodes. A pod's latency runs from its request until
 * a watch shows it with a node; the cost is that of all servers until the last one is bound.
 */
final class Scheduling {
  private static final long PATIENCE_SECONDS = 300;

  private final ApiConnections connections;
  private final LoadRun load;
  private final List<ServerProcess> servers;
  private final PodWorkloads pods;

  Scheduling(
      ApiConnections connections, LoadRun load, List<ServerProcess> servers, PodWorkloads pods) {
    this.connections = connections;
    this.load = load;
    this.servers = List.copyOf(servers);
    this.pods = pods;
  }

  /**
   * Creates pods, waits until all are bound, says that they run, and deletes them.
   *
   * @param name of the measurement
   * @param spread whether the pods ask for topology spread and prefer to be apart
   * @throws IllegalStateException if they are not all bound within five minutes
   */
  List<Measurement> measure(String name, String run, int count, int workers, boolean spread)
      throws InterruptedException {
    Bound bound = new Bound(run, count);
    ApiConnections.Watch watch =
        connections.watch(
            0,
            pods.boundPodsWatch(run),
            () -> HttpResponse.BodySubscribers.fromLineSubscriber(bound));
    watch.accepted().join();
    long cpu = ServerProcess.cpuMicros(servers);
    long start = System.nanoTime();
    Workload create = pods.createScheduled(run, count, workers, spread);
    Measurement created =
        load.measure(
            new Workload(
                create.name(),
                count,
                workers,
                i -> {
                  bound.started(i);
                  return create.request().apply(i);
                }));
    bound.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    long spent = ServerProcess.cpuMicros(servers) - cpu;
    watch.answer().cancel(true);
    Measurement all =
        new Measurement(name, count, seconds, bound.latencies(), spent, created.refused());
    Measurement running = load.measure(pods.markRunning(run, count, workers));
    load.measure(pods.delete(run, count, workers));
    return List.of(all, running);
  }

  /** Which pods the watch has shown with a node, and when. */
  private static final class Bound implements Flow.Subscriber<String> {
    private final String prefix;
    private final AtomicLongArray started;
    private final AtomicLongArray nanos;
    private final CountDownLatch missing;

    Bound(String run, int count) {
      prefix = "\"name\":\"" + PodWorkloads.name(run, "");
      started = new AtomicLongArray(count);
      nanos = new AtomicLongArray(count);
      missing = new CountDownLatch(count);
    }

    void started(int number) {
      started.set(number, System.nanoTime());
    }

    void await() throws InterruptedException {
      if (!missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            new TimeoutException(missing.getCount() + " pods were not bound"));
      }
    }

    Latencies latencies() {
      long[] all = new long[nanos.length()];
      for (int i = 0; i < all.length; i++) {
        all[i] = nanos.get(i);
      }
      return Latencies.of(all);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String event) {
      int at = event.indexOf(prefix);
      if (at < 0) {
        return;
      }
      int from = at + prefix.length();
      int number = Integer.parseInt(event.substring(from, event.indexOf('"', from)));
      long latency = System.nanoTime() - started.get(number);
      if (nanos.compareAndSet(number, 0, latency)) {
        missing.countDown();
      }
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
