package io.navarch.scheduler.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.scheduler.decide.Decision;
import java.util.concurrent.TimeUnit;

/** Counts and times what the scheduler does, under the upstream names of the metrics. */
public final class SchedulerMetrics {
  private final Counter scheduled;
  private final Counter unschedulable;
  private final Counter errors;
  private final Counter preemptions;
  private final Timer algorithm;
  private final Timer untilBound;

  public SchedulerMetrics(MeterRegistry registry) {
    this.scheduled = attempts(registry, "scheduled");
    this.unschedulable = attempts(registry, "unschedulable");
    this.errors = attempts(registry, "error");
    this.preemptions = registry.counter("scheduler_preemption_attempts");
    this.algorithm = registry.timer("scheduler_scheduling_algorithm_duration");
    this.untilBound = registry.timer("scheduler_pod_scheduling_sli_duration");
  }

  private static Counter attempts(MeterRegistry registry, String result) {
    return registry.counter("scheduler_schedule_attempts", "result", result);
  }

  void decided(Decision decision, long nanos) {
    algorithm.record(nanos, TimeUnit.NANOSECONDS);
    switch (decision) {
      case Decision.Bound _ -> {}
      case Decision.Unschedulable _ -> unschedulable.increment();
      case Decision.Preempt _ -> {
        unschedulable.increment();
        preemptions.increment();
      }
    }
  }

  void bindEnded(Outbox.BindOutcome outcome, long sinceSeenMs) {
    switch (outcome) {
      case Outbox.Done _ -> {
        scheduled.increment();
        untilBound.record(sinceSeenMs, TimeUnit.MILLISECONDS);
      }
      case Outbox.PodGone _, Outbox.Failed _ -> errors.increment();
    }
  }
}
