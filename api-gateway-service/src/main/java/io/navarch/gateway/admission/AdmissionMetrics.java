package io.navarch.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.admission.AdmissionRequest.Operation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * How long admission takes, under upstream's names: each plugin and the two steps as a whole. A
 * meter is looked up once a label set, so that a write pays for reading the clock and adding up.
 */
public final class AdmissionMetrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500)
  };

  private final MeterRegistry registry;

  public AdmissionMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The two turns that every plugin has. */
  enum Step {
    ADMIT("admit", "mutate"),
    VALIDATE("validate", "validate");

    private final String label;
    private final String method;

    Step(String label, String method) {
      this.label = label;
      this.method = method;
    }

    /** Whether a plugin does anything in this step. */
    boolean isOf(AdmissionPlugin plugin) {
      try {
        return plugin.getClass().getMethod(method, AdmissionRequest.class).getDeclaringClass()
            != AdmissionPlugin.class;
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The same plugins, which are timed from now on. */
  public List<AdmissionPlugin> timed(List<AdmissionPlugin> plugins) {
    return plugins.stream().<AdmissionPlugin>map(plugin -> new TimedPlugin(plugin, this)).toList();
  }

  Stopwatch plugin(String name, Step step) {
    return new Stopwatch("controller", Tags.of("name", name, "type", step.label));
  }

  Stopwatch step(Step step) {
    return new Stopwatch("step", Tags.of("type", step.label));
  }

  /** Times one kind of work by operation and outcome. */
  final class Stopwatch {
    private final String what;
    private final Tags tags;
    private final AtomicReferenceArray<Timer> timers =
        new AtomicReferenceArray<>(2 * Operation.values().length);

    private Stopwatch(String what, Tags tags) {
      this.what = what;
      this.tags = tags;
    }

    /** Does the work; an exception is a refusal. */
    void time(Operation operation, Runnable work) {
      Object unused =
          time(
              operation,
              () -> {
                work.run();
                return operation;
              });
    }

    /** The same for work that has a result. */
    <T> T time(Operation operation, Supplier<T> work) {
      long began = System.nanoTime();
      boolean rejected = true;
      try {
        T result = work.get();
        rejected = false;
        return result;
      } finally {
        stop(operation, rejected, began);
      }
    }

    private void stop(Operation operation, boolean rejected, long began) {
      long took = System.nanoTime() - began;
      int index = 2 * operation.ordinal() + (rejected ? 1 : 0);
      Timer timer = timers.get(index);
      if (timer == null) {
        timer = timer(operation, rejected);
        timers.set(index, timer);
      }
      timer.record(took, TimeUnit.NANOSECONDS);
    }

    /** The registry gives the same timer to all that ask for it. */
    private Timer timer(Operation operation, boolean rejected) {
      return Timer.builder("apiserver_admission_" + what + "_admission_duration")
          .description("How long admission takes")
          .tags(tags)
          .tag("operation", operation.name())
          .tag("rejected", Boolean.toString(rejected))
          .serviceLevelObjectives(BUCKETS)
          .register(registry);
    }
  }
}
