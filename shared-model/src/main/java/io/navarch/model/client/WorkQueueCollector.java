package io.navarch.model.client;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Tells Prometheus of work queues under the names that upstream's dashboards and alerts know, when
 * it asks.
 */
public final class WorkQueueCollector implements MultiCollector {
  private static final List<String> NAMES =
      List.of(
          "workqueue_depth",
          "workqueue_adds",
          "workqueue_retries",
          "workqueue_queue_duration_seconds",
          "workqueue_work_duration_seconds",
          "workqueue_unfinished_work_seconds",
          "workqueue_longest_running_processor_seconds");

  private final Supplier<Map<String, WorkQueue.Activity>> queues;

  /**
   * @param queues what they do now, by name
   */
  public WorkQueueCollector(Supplier<Map<String, WorkQueue.Activity>> queues) {
    this.queues = queues;
  }

  @Override
  public List<String> getPrometheusNames() {
    return NAMES;
  }

  @Override
  public MetricSnapshots collect() {
    Map<String, WorkQueue.Activity> now = queues.get();
    return MetricSnapshots.of(
        gauge(now, "depth", "Keys that wait for a worker", WorkQueue.Activity::depth),
        counter(now, "adds", "Keys that were added", WorkQueue.Activity::adds),
        counter(now, "retries", "Keys that were to come back", WorkQueue.Activity::retries),
        histogram(
            now, "queue_duration", "How long keys wait for a worker", WorkQueue.Activity::waits),
        histogram(now, "work_duration", "How long workers hold keys", WorkQueue.Activity::works),
        gauge(
            now,
            "unfinished_work_seconds",
            "How long the keys that are held now are held, together",
            WorkQueue.Activity::unfinishedSeconds),
        gauge(
            now,
            "longest_running_processor_seconds",
            "How long the key is held that is held longest",
            WorkQueue.Activity::longestSeconds));
  }

  private static Labels labels(String queue) {
    return Labels.of("name", queue);
  }

  private static GaugeSnapshot gauge(
      Map<String, WorkQueue.Activity> now,
      String name,
      String help,
      ToDoubleFunction<WorkQueue.Activity> value) {
    GaugeSnapshot.Builder all = GaugeSnapshot.builder().name("workqueue_" + name).help(help);
    now.forEach(
        (queue, activity) ->
            all.dataPoint(
                GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(queue))
                    .value(value.applyAsDouble(activity))
                    .build()));
    return all.build();
  }

  private static CounterSnapshot counter(
      Map<String, WorkQueue.Activity> now,
      String name,
      String help,
      ToDoubleFunction<WorkQueue.Activity> value) {
    CounterSnapshot.Builder all = CounterSnapshot.builder().name("workqueue_" + name).help(help);
    now.forEach(
        (queue, activity) ->
            all.dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(queue))
                    .value(value.applyAsDouble(activity))
                    .build()));
    return all.build();
  }

  private static HistogramSnapshot histogram(
      Map<String, WorkQueue.Activity> now,
      String name,
      String help,
      Function<WorkQueue.Activity, Durations> durations) {
    HistogramSnapshot.Builder all =
        HistogramSnapshot.builder().name("workqueue_" + name + "_seconds").help(help);
    now.forEach(
        (queue, activity) -> {
          Durations each = durations.apply(activity);
          all.dataPoint(
              HistogramSnapshot.HistogramDataPointSnapshot.builder()
                  .labels(labels(queue))
                  .classicHistogramBuckets(
                      ClassicHistogramBuckets.of(
                          Durations.boundsSeconds(), asNumbers(each.counts())))
                  .sum(each.totalSeconds())
                  .build());
        });
    return all.build();
  }

  private static Number[] asNumbers(long[] counts) {
    Number[] numbers = new Number[counts.length];
    for (int i = 0; i < counts.length; i++) {
      numbers[i] = counts[i];
    }
    return numbers;
  }
}
