package io.navarch.gateway.admission;

import io.navarch.gateway.admission.AdmissionRequest.Operation;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * How long admission takes, under upstream's names: each plugin and the two steps as a whole. A
 * write passes some thirty of these clocks, so they are histograms of the Prometheus library itself
 * and looked up once a label set.
 */
public final class AdmissionMetrics {
  private static final double NANOS = 1e9;
  private static final double[] BUCKETS = {0.005, 0.025, 0.1, 0.5, 1, 2.5};

  private final Histogram plugins;
  private final Histogram steps;

  public AdmissionMetrics(PrometheusRegistry registry) {
    this.plugins =
        histogram("controller", "name", "type", "operation", "rejected").register(registry);
    this.steps = histogram("step", "type", "operation", "rejected").register(registry);
  }

  private static Histogram.Builder histogram(String what, String... labels) {
    return Histogram.builder()
        .name("apiserver_admission_" + what + "_admission_duration_seconds")
        .help("How long admission takes")
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(BUCKETS)
        .withoutExemplars();
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
    return new Stopwatch(
        (operation, rejected) -> plugins.labelValues(name, step.label, operation, rejected));
  }

  Stopwatch step(Step step) {
    return new Stopwatch(
        (operation, rejected) -> steps.labelValues(step.label, operation, rejected));
  }

  /** Times one kind of work by operation and outcome. */
  static final class Stopwatch {
    private final BiFunction<String, String, DistributionDataPoint> lookup;
    private final AtomicReferenceArray<DistributionDataPoint> times =
        new AtomicReferenceArray<>(2 * Operation.values().length);

    /**
     * @param lookup by operation and whether it was refused
     */
    private Stopwatch(BiFunction<String, String, DistributionDataPoint> lookup) {
      this.lookup = lookup;
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
      DistributionDataPoint times = this.times.get(index);
      if (times == null) {
        times = lookup.apply(operation.name(), Boolean.toString(rejected));
        this.times.set(index, times);
      }
      times.observe(took / NANOS);
    }
  }
}
