package io.navarch.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.request.RequestInfo;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests under upstream's names and labels, with meters that are looked up once a label
 * set.
 */
public final class RequestMetrics {
  /** Clients choose the paths, so the number of series needs a bound. */
  private static final int MAX_SERIES = 5_000;

  private static final Set<String> SYSTEM_CLIENTS =
      Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");
  private static final Set<String> READS = Set.of("get", "list", "watch");

  private static final Duration[] LATENCIES =
      LongStream.of(
              5, 25, 50, 100, 200, 400, 600, 800, 1_000, 1_250, 1_500, 2_000, 3_000, 4_000, 5_000,
              6_000, 8_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);
  private static final double[] SIZES =
      DoubleStream.iterate(1_000, size -> size * 10).limit(7).toArray();

  private final MeterRegistry registry;
  private final Map<Counted, Counter> totals = new ConcurrentHashMap<>();
  private final Map<Timed, Timer> durations = new ConcurrentHashMap<>();
  private final Map<RequestLabels, DistributionSummary> sizes = new ConcurrentHashMap<>();
  private final Map<RequestLabels, AtomicInteger> longRunning = new ConcurrentHashMap<>();
  private final InFlight reading;
  private final InFlight mutating;

  private record Counted(RequestLabels request, String dryRun, int code, String systemClient) {}

  private record Timed(RequestLabels request, String dryRun) {}

  public RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
    reading = new InFlight(registry, "readOnly");
    mutating = new InFlight(registry, "mutating");
  }

  /** The bounds of the buckets in which upstream counts how long requests take. */
  public static Duration[] latencies() {
    return LATENCIES.clone();
  }

  /** Notes that a request has begun; what is given back notes that its handler is done. */
  Runnable begin(MeasuredExchange exchange, RequestInfo request) {
    exchange.onStream(() -> longRunning(exchange, request));
    InFlight kind = READS.contains(request.verb()) ? reading : mutating;
    kind.enter();
    return kind::leave;
  }

  /**
   * @return what is to be done when the stream ends, or null where it is not counted
   */
  private @Nullable Runnable longRunning(MeasuredExchange exchange, RequestInfo request) {
    RequestLabels labels = RequestLabels.of(exchange, request);
    if (longRunning.size() >= MAX_SERIES && !longRunning.containsKey(labels)) {
      return null;
    }
    AtomicInteger running = longRunning.computeIfAbsent(labels, this::gauge);
    running.incrementAndGet();
    return running::decrementAndGet;
  }

  private AtomicInteger gauge(RequestLabels labels) {
    AtomicInteger running = new AtomicInteger();
    Gauge.builder("apiserver_longrunning_requests", running::get)
        .description("Streams that are open")
        .tags(labels.tags())
        .register(registry);
    return running;
  }

  void count(MeasuredExchange exchange, RequestInfo request) {
    boolean unknownPath = !request.resourceRequest() && exchange.status() == 404;
    if (unknownPath) {
      return;
    }
    RequestLabels labels = RequestLabels.of(exchange, request);
    String dryRun = RequestLabels.dryRun(request.query());
    Counted counted = new Counted(labels, dryRun, exchange.status(), systemClient(exchange));
    if (totals.size() >= MAX_SERIES && !totals.containsKey(counted)) {
      return;
    }
    totals.computeIfAbsent(counted, this::counter).increment();
    if (!exchange.isStreaming()) {
      durations
          .computeIfAbsent(new Timed(labels, dryRun), this::timer)
          .record(exchange.elapsedNanos(), TimeUnit.NANOSECONDS);
      if (labels.verb().equals("GET") || labels.verb().equals("LIST")) {
        sizes.computeIfAbsent(labels, this::summary).record(exchange.responseBytes());
      }
    }
  }

  private static String systemClient(Exchange exchange) {
    String agent = exchange.header("User-Agent");
    if (agent == null) {
      return "";
    }
    int slash = agent.indexOf('/');
    String name = slash < 0 ? "" : agent.substring(0, slash);
    return SYSTEM_CLIENTS.contains(name) ? name : "";
  }

  private Counter counter(Counted counted) {
    return Counter.builder("apiserver_request")
        .description("Requests by verb, resource and status")
        .tags(counted.request().tags())
        .tag("dry_run", counted.dryRun())
        .tag("code", Integer.toString(counted.code()))
        .tag("system_client", counted.systemClient())
        .register(registry);
  }

  private Timer timer(Timed timed) {
    return Timer.builder("apiserver_request_duration")
        .description("Time to answer, streams left out")
        .serviceLevelObjectives(LATENCIES)
        .tags(timed.request().tags())
        .tag("dry_run", timed.dryRun())
        .register(registry);
  }

  private DistributionSummary summary(RequestLabels labels) {
    return DistributionSummary.builder("apiserver_response_sizes")
        .description("Bytes of what reads are answered with")
        .serviceLevelObjectives(SIZES)
        .tags(labels.tags())
        .register(registry);
  }

  /** The most requests of one kind at once, since somebody last looked. */
  private static final class InFlight {
    private final AtomicInteger current = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    InFlight(MeterRegistry registry, String kind) {
      Gauge.builder("apiserver_current_inflight_requests", this::most)
          .description("The most requests that were handled at once since the last look")
          .tag("request_kind", kind)
          .register(registry);
    }

    void enter() {
      int now = current.incrementAndGet();
      if (now > most.get()) {
        most.accumulateAndGet(now, Math::max);
      }
    }

    void leave() {
      current.decrementAndGet();
    }

    private int most() {
      return most.getAndSet(current.get());
    }
  }
}
