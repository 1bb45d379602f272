package io.navarch.bench;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends a workload with a fixed number of workers, each with one request at a time. */
final class LoadRun {
  /** Stands among the statuses for a request that got no answer. */
  private static final int NO_ANSWER = 0;

  private final ApiConnections connections;
  private final List<ServerProcess> servers;

  LoadRun(ApiConnections connections, List<ServerProcess> servers) {
    this.connections = connections;
    this.servers = List.copyOf(servers);
  }

  Measurement measure(Workload workload) throws InterruptedException {
    long[] nanos = new long[workload.count()];
    Map<Integer, Long> refused = new ConcurrentHashMap<>();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(workload.workers());
    long cpu = ServerProcess.cpuMicros(servers);
    long start = System.nanoTime();
    for (int worker = 0; worker < workload.workers(); worker++) {
      int connection = worker;
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  for (int i = next.getAndIncrement();
                      i < nanos.length;
                      i = next.getAndIncrement()) {
                    nanos[i] = one(connection, workload.request().apply(i), refused);
                  }
                } finally {
                  done.countDown();
                }
              });
    }
    done.await();
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Measurement(
        workload.name(),
        workload.count(),
        seconds,
        Latencies.of(nanos),
        ServerProcess.cpuMicros(servers) - cpu,
        new TreeMap<>(refused));
  }

  private long one(int connection, HttpRequest request, Map<Integer, Long> refused) {
    long start = System.nanoTime();
    int status;
    try {
      status = connections.send(connection, request).statusCode();
    } catch (IOException e) {
      status = NO_ANSWER;
    }
    if (status < 200 || status > 299) {
      refused.merge(status, 1L, Long::sum);
    }
    return System.nanoTime() - start;
  }
}
