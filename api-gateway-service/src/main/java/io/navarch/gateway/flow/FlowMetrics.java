package io.navarch.gateway.flow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Counts what became of requests, under upstream's names. */
final class FlowMetrics {
  private static final double NANOS = 1e9;
  private static final double[] WAITS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30};

  private static final double[] WIDTHS = {1, 2, 4, 8, 16, 32, 64, 100};

  private final PrometheusMeterRegistry registry;
  private final Histogram waits;
  private final Histogram executions;
  private final Histogram estimates;
  private final Map<Flow, FlowMeters> flows = new ConcurrentHashMap<>();
  private final Map<String, AtomicReference<LevelState.Seats>> levels = new ConcurrentHashMap<>();
  private volatile double fairFraction;

  private record Flow(String schema, String level) {}

  FlowMetrics(PrometheusMeterRegistry registry) {
    this.registry = registry;
    waits =
        histogram(
            "request_wait_duration_seconds",
            "How long requests waited for a seat",
            WAITS,
            "execute");
    executions =
        histogram("request_execution_seconds", "How long requests held their seat", WAITS, "type");
    estimates =
        histogram("work_estimated_seats", "How many seats requests were thought to need", WIDTHS);
    Gauge.builder("apiserver_flowcontrol_seat_fair_frac", () -> fairFraction)
        .description("What levels get of the seats that they aim at")
        .register(registry);
  }

  private Histogram histogram(String name, String help, double[] bounds, String... labels) {
    return Histogram.builder()
        .name("apiserver_flowcontrol_" + name)
        .help(help)
        .labelNames(
            Stream.concat(Stream.of("flow_schema", "priority_level"), Stream.of(labels))
                .toArray(String[]::new))
        .classicOnly()
        .classicUpperBounds(bounds)
        .withoutExemplars()
        .register(registry.getPrometheusRegistry());
  }

  FlowMeters of(String schema, String level) {
    return flows.computeIfAbsent(new Flow(schema, level), FlowMeters::new);
  }

  /** What a level has and wants; of those that are exempt only what is nominal is told. */
  void seats(String level, LevelState.Seats seats) {
    levels.computeIfAbsent(level, this::register).set(seats);
  }

  /** What all levels got of what they aimed at, at the last division. */
  void fairFraction(double fraction) {
    fairFraction = fraction;
  }

  private AtomicReference<LevelState.Seats> register(String level) {
    AtomicReference<LevelState.Seats> now = new AtomicReference<>(LevelState.Seats.NONE);
    gauge(level, now, "nominal_limit_seats", LevelState.Seats::nominal);
    gauge(level, now, "lower_limit_seats", LevelState.Seats::least);
    gauge(level, now, "upper_limit_seats", LevelState.Seats::most);
    gauge(level, now, "current_limit_seats", LevelState.Seats::current);
    gauge(level, now, "target_seats", LevelState.Seats::target);
    gauge(level, now, "demand_seats_smoothed", LevelState.Seats::smoothed);
    gauge(level, now, "demand_seats_high_watermark", seats -> seats.demand().highest());
    gauge(level, now, "demand_seats_average", seats -> seats.demand().average());
    gauge(level, now, "demand_seats_stdev", seats -> seats.demand().deviation());
    return now;
  }

  private void gauge(
      String level,
      AtomicReference<LevelState.Seats> now,
      String name,
      ToDoubleFunction<LevelState.Seats> value) {
    Gauge.builder("apiserver_flowcontrol_" + name, () -> value.applyAsDouble(now.get()))
        .description("Seats of a priority level")
        .tag("priority_level", level)
        .register(registry);
  }

  /** The meters of one schema at one level. */
  final class FlowMeters {
    private final Flow flow;
    private final AtomicInteger executing = new AtomicInteger();
    private final AtomicInteger seats = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger waitingSeats = new AtomicInteger();
    private final Counter dispatched;
    private final Counter notAccommodated;
    private final DistributionDataPoint executedAfter;
    private final DistributionDataPoint executedRegular;
    private final DistributionDataPoint executedWatch;
    private final DistributionDataPoint widths;

    private FlowMeters(Flow flow) {
      this.flow = flow;
      this.dispatched = counter("dispatched_requests", "Requests that got a seat");
      this.notAccommodated =
          counter("request_dispatch_no_accommodation", "Requests that found no seat at once");
      this.executedAfter = waits.labelValues(flow.schema, flow.level, "true");
      this.executedRegular = executions.labelValues(flow.schema, flow.level, "regular");
      this.executedWatch = executions.labelValues(flow.schema, flow.level, "watch");
      this.widths = estimates.labelValues(flow.schema, flow.level);
      register("current_executing_requests", executing);
      register("current_executing_seats", seats);
      register("current_inqueue_requests", waiting);
      register("current_inqueue_seats", waitingSeats);
    }

    private Counter counter(String name, String description) {
      return Counter.builder("apiserver_flowcontrol_" + name)
          .description(description)
          .tag("flow_schema", flow.schema)
          .tag("priority_level", flow.level)
          .register(registry);
    }

    private void register(String name, AtomicInteger value) {
      Gauge.builder("apiserver_flowcontrol_" + name, value::get)
          .tag("flow_schema", flow.schema)
          .tag("priority_level", flow.level)
          .register(registry);
    }

    /** A request of some seats waits; {@link #dequeued} says that it does no more. */
    void queued(int width) {
      notAccommodated.increment();
      waiting.getAndIncrement();
      waitingSeats.getAndAdd(width);
    }

    void dequeued(int width) {
      waiting.getAndDecrement();
      waitingSeats.getAndAdd(-width);
    }

    void begins(int width, long waitedNanos) {
      executing.getAndIncrement();
      seats.getAndAdd(width);
      dispatched.increment();
      widths.observe(width);
      executedAfter.observe(waitedNanos / NANOS);
    }

    /**
     * @param took nanoseconds since it began
     */
    void ends(int width, boolean watch, long took) {
      executing.getAndDecrement();
      seats.getAndAdd(-width);
      (watch ? executedWatch : executedRegular).observe(took / NANOS);
    }

    void rejected(FairQueues.Fate fate, long waitedNanos) {
      waits.labelValues(flow.schema, flow.level, "false").observe(waitedNanos / NANOS);
      Counter.builder("apiserver_flowcontrol_rejected_requests")
          .description("Requests that got no seat")
          .tag("flow_schema", flow.schema)
          .tag("priority_level", flow.level)
          .tag("reason", fate.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .register(registry)
          .increment();
    }
  }
}
