package io.navarch.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Status;
import io.navarch.model.store.StoreException;
import java.util.function.ToDoubleFunction;

/** The store's revisions and sizes as gauges. */
final class StoreMetrics implements MeterBinder {
  private final StateStore store;

  StoreMetrics(StateStore store) {
    this.store = store;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "navarch.store.revision", "The newest revision", Status::revision);
    gauge(
        registry,
        "navarch.store.compacted.revision",
        "The oldest revision that can be read",
        Status::compactedRevision);
    gauge(registry, "navarch.store.size.bytes", "Bytes on disk", Status::sizeBytes);
    gauge(
        registry,
        "navarch.store.in.use.bytes",
        "Bytes that live data needs",
        Status::sizeInUseBytes);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<Status> read) {
    Gauge.builder(name, () -> value(read)).description(description).register(registry);
  }

  private double value(ToDoubleFunction<Status> read) {
    try {
      return read.applyAsDouble(store.status());
    } catch (StoreException e) {
      return Double.NaN;
    }
  }
}
