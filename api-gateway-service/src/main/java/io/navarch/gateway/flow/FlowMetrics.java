package io.navarch.gateway.flow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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

  private final MeterRegistry registry;
  private final Map<Flow, FlowMeters> flows = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> nominal = new ConcurrentHashMap<>();

  private record Flow(String schema, String level) {}

  FlowMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  FlowMeters of(String schema, String level) {
    return flows.computeIfAbsent(new Flow(schema, level), FlowMeters::new);
  }

  void nominalSeats(String level, int seats) {
    nominal
        .computeIfAbsent(
            level,
            _ -> {
              AtomicInteger value = new AtomicInteger();
              Gauge.builder("apiserver_flowcontrol_nominal_limit_seats", value::get)
                  .description("Seats of a priority level before borrowing")
                  .tag("priority_level", level)
                  .register(registry);
              return value;
            })
        .set(seats);
  }

  /** The meters of one schema at one level. */
  final class FlowMeters {
    private final Flow flow;
    private final AtomicInteger executing = new AtomicInteger();
    private final AtomicInteger seats = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Counter dispatched;
    private final Timer executedAfter;

    private FlowMeters(Flow flow) {
      this.flow = flow;
      this.dispatched =
          Counter.builder("apiserver_flowcontrol_dispatched_requests")
              .description("Requests that got a seat")
              .tag("flow_schema", flow.schema)
              .tag("priority_level", flow.level)
              .register(registry);
      this.executedAfter = waits(true);
      register("current_executing_requests", executing);
      register("current_executing_seats", seats);
      register("current_inqueue_requests", waiting);
    }

    private void register(String name, AtomicInteger value) {
      Gauge.builder("apiserver_flowcontrol_" + name, value::get)
          .tag("flow_schema", flow.schema)
          .tag("priority_level", flow.level)
          .register(registry);
    }

    private Timer waits(boolean execute) {
      return Timer.builder("apiserver_flowcontrol_request_wait_duration")
          .description("How long requests waited for a seat")
          .tag("execute", Boolean.toString(execute))
          .tag("flow_schema", flow.schema)
          .tag("priority_level", flow.level)
          .serviceLevelObjectives(WAITS)
          .register(registry);
    }

    void queued(int change) {
      waiting.getAndAdd(change);
    }

    void begins(int width, long waitedNanos) {
      executing.getAndIncrement();
      seats.getAndAdd(width);
      dispatched.increment();
      executedAfter.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    void ends(int width) {
      executing.getAndDecrement();
      seats.getAndAdd(-width);
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
