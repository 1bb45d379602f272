package io.navarch.gateway.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.request.RequestInfo;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests under upstream's names and labels. What a request's labels stand for is looked up
 * once; its meters, which are the Prometheus library's own, hang on that.
 */
public final class RequestMetrics {
  /** Clients choose the paths, so the number of series needs a bound. */
  private static final int MAX_SERIES = 5_000;

  private static final double NANOS = 1e9;
  private static final Set<String> SYSTEM_CLIENTS =
      Set.of("kube-apiserver", "kube-controller-manager", "kube-scheduler");
  private static final Set<String> READS = Set.of("get", "list", "watch");

  private static final Duration[] LATENCIES =
      LongStream.of(
              5, 25, 50, 100, 200, 400, 600, 800, 1_000, 1_250, 1_500, 2_000, 3_000, 4_000, 5_000,
              6_000, 8_000, 10_000, 15_000, 20_000, 30_000, 45_000, 60_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** Those of the latency that service levels speak of are the same from 50 ms on. */
  private static final int FIRST_OF_SERVICE_LEVEL = 2;

  private final MeterRegistry registry;
  private final Map<RequestLabels, Series> series = new ConcurrentHashMap<>();
  private final Map<RequestLabels, AtomicInteger> longRunning = new ConcurrentHashMap<>();
  private final AtomicInteger outcomes = new AtomicInteger();
  private final InFlight reading;
  private final InFlight mutating;
  private final Counter totals;
  private final Counter terminations;
  private final Histogram durations;
  private final Histogram serviceLevels;
  private final Histogram sizes;

  private record Outcome(int code, String dryRun, String systemClient) {}

  public RequestMetrics(PrometheusMeterRegistry registry) {
    this.registry = registry;
    reading = new InFlight(registry, "readOnly");
    mutating = new InFlight(registry, "mutating");
    PrometheusRegistry meters = registry.getPrometheusRegistry();
    totals =
        Counter.builder()
            .name("apiserver_request_total")
            .help("Requests by verb, resource and status")
            .labelNames(RequestLabels.names("dry_run", "code", "system_client"))
            .withoutExemplars()
            .register(meters);
    terminations =
        Counter.builder()
            .name("apiserver_request_terminations_total")
            .help("Requests that were turned away because there were too many")
            .labelNames(RequestLabels.names("code"))
            .withoutExemplars()
            .register(meters);
    double[] seconds = Stream.of(LATENCIES).mapToDouble(bound -> bound.toNanos() / NANOS).toArray();
    durations =
        histogram(
            meters,
            "apiserver_request_duration_seconds",
            "Time to answer, streams left out",
            seconds,
            RequestLabels.names("dry_run"));
    serviceLevels =
        histogram(
            meters,
            "apiserver_request_sli_duration_seconds",
            "Time to answer without what the request waited for webhooks and for its seat; streams"
                + " and dry runs left out",
            Arrays.copyOfRange(seconds, FIRST_OF_SERVICE_LEVEL, seconds.length),
            RequestLabels.names());
    sizes =
        histogram(
            meters,
            "apiserver_response_sizes",
            "Bytes of what reads are answered with",
            DoubleStream.iterate(1_000, size -> size * 10).limit(7).toArray(),
            RequestLabels.names());
  }

  private static Histogram histogram(
      PrometheusRegistry meters, String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(meters);
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

  /**
   * @param elsewhere nanoseconds that the request waited for what is not the server's
   */
  void count(MeasuredExchange exchange, RequestInfo request, long elsewhere) {
    boolean unknownPath = !request.resourceRequest() && exchange.status() == 404;
    if (unknownPath) {
      return;
    }
    Series counted = series(RequestLabels.of(exchange, request));
    if (counted == null) {
      return;
    }
    String dryRun = RequestLabels.dryRun(request.query());
    counted.answered(new Outcome(exchange.status(), dryRun, systemClient(exchange)));
    if (exchange.isTurnedAway()) {
      terminations.labelValues(counted.labels.values(Integer.toString(exchange.status()))).inc();
    }
    if (!exchange.isStreaming()) {
      long elapsed = exchange.elapsedNanos();
      counted.took(dryRun, elapsed / NANOS, (elapsed - elsewhere) / NANOS);
      if (counted.isRead) {
        counted.size(exchange.responseBytes());
      }
    }
  }

  private @Nullable Series series(RequestLabels labels) {
    Series known = series.get(labels);
    if (known != null) {
      return known;
    }
    return series.size() >= MAX_SERIES ? null : series.computeIfAbsent(labels, Series::new);
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

  /** The meters of requests that look alike; each is made when there is something to count. */
  private final class Series {
    private final RequestLabels labels;
    private final boolean isRead;
    private final Map<Outcome, CounterDataPoint> answers = new ConcurrentHashMap<>();
    private final Map<String, DistributionDataPoint> dryRuns = new ConcurrentHashMap<>();
    private volatile @Nullable DistributionDataPoint duration;
    private volatile @Nullable DistributionDataPoint serviceLevel;
    private volatile @Nullable DistributionDataPoint size;

    Series(RequestLabels labels) {
      this.labels = labels;
      this.isRead = labels.verb().equals("GET") || labels.verb().equals("LIST");
    }

    void answered(Outcome outcome) {
      CounterDataPoint known = answers.get(outcome);
      if (known == null) {
        if (outcomes.get() >= MAX_SERIES) {
          return;
        }
        known = answers.computeIfAbsent(outcome, this::counter);
      }
      known.inc();
    }

    private CounterDataPoint counter(Outcome outcome) {
      outcomes.incrementAndGet();
      return totals.labelValues(
          labels.values(outcome.dryRun, Integer.toString(outcome.code), outcome.systemClient));
    }

    void took(String dryRun, double seconds, double ofThese) {
      if (!dryRun.isEmpty()) {
        dryRuns
            .computeIfAbsent(dryRun, asked -> durations.labelValues(labels.values(asked)))
            .observe(seconds);
        return;
      }
      DistributionDataPoint all = duration;
      if (all == null) {
        all = durations.labelValues(labels.values(""));
        duration = all;
      }
      all.observe(seconds);
      DistributionDataPoint own = serviceLevel;
      if (own == null) {
        own = serviceLevels.labelValues(labels.values());
        serviceLevel = own;
      }
      own.observe(ofThese);
    }

    void size(long bytes) {
      DistributionDataPoint known = size;
      if (known == null) {
        known = sizes.labelValues(labels.values());
        size = known;
      }
      known.observe(bytes);
    }
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
