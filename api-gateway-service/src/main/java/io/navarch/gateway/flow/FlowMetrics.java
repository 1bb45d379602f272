package io.navarch.gateway.flow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/** Counts what became of requests, under upstream's names. */
final class FlowMetrics {
  private static final Duration[] WAITS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30)
  };

  private static final double[] WIDTHS = {1, 2, 4, 8, 16, 32, 64, 100};

  private final MeterRegistry registry;
  private final Map<Flow, FlowMeters> flows = new ConcurrentHashMap<>();
  private final Map<String, AtomicReference<LevelState.Seats>> levels = new ConcurrentHashMap<>();
  private volatile double fairFraction;

  private record Flow(String schema, String level) {}

  FlowMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("apiserver_flowcontrol_seat_fair_frac", () -> fairFraction)
        .description("What levels get of the seats that they aim at")
        .register(registry);
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
    private final Timer executedAfter;
    private final Timer executedRegular;
    private final Timer executedWatch;
    private final DistributionSummary estimates;

    private FlowMeters(Flow flow) {
      this.flow = flow;
      this.dispatched = counter("dispatched_requests", "Requests that got a seat");
      this.notAccommodated =
          counter("request_dispatch_no_accommodation", "Requests that found no seat at once");
      this.executedAfter = waits(true);
      String held = "How long requests held their seat";
      this.executedRegular = timer("request_execution", held, "type", "regular");
      this.executedWatch = timer("request_execution", held, "type", "watch");
      this.estimates =
          DistributionSummary.builder("apiserver_flowcontrol_work_estimated_seats")
              .description("How many seats requests were thought to need")
              .tag("flow_schema", flow.schema)
              .tag("priority_level", flow.level)
              .serviceLevelObjectives(WIDTHS)
              .register(registry);
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

    private Timer timer(String name, String description, String label, String value) {
      return Timer.builder("apiserver_flowcontrol_" + name)
          .description(description)
          .tag(label, value)
          .tag("flow_schema", flow.schema)
          .tag("priority_level", flow.level)
          .serviceLevelObjectives(WAITS)
          .register(registry);
    }

    private void register(String name, AtomicInteger value) {
      Gauge.builder("apiserver_flowcontrol_" + name, value::get)
          .tag("flow_schema", flow.schema)
          .tag("priority_level", flow.level)
          .register(registry);
    }

    private Timer waits(boolean execute) {
      return timer(
          "request_wait_duration",
          "How long requests waited for a seat",
          "execute",
          Boolean.toString(execute));
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
      estimates.record(width);
      executedAfter.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * @param took nanoseconds since it began
     */
    void ends(int width, boolean watch, long took) {
      executing.getAndDecrement();
      seats.getAndAdd(-width);
      (watch ? executedWatch : executedRegular).record(took, TimeUnit.NANOSECONDS);
    }

    void rejected(FairQueues.Fate fate, long waitedNanos) {
      waits(false).record(waitedNanos, TimeUnit.NANOSECONDS);
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
