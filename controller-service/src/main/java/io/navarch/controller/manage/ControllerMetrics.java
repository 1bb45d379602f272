package io.navarch.controller.manage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Depths of the controllers' queues, under the names that upstream's dashboards use. */
public final class ControllerMetrics implements MeterBinder {

  private final ControllerManager manager;

  public ControllerMetrics(ControllerManager manager) {
    this.manager = manager;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("leader_election_master_status", manager, each -> each.working() ? 1 : 0)
        .tag("name", "kube-controller-manager")
        .register(registry);
    MultiGauge depths = MultiGauge.builder("workqueue_depth").register(registry);
    Gauge.builder(
            "navarch_controllers",
            manager,
            each -> {
              depths.register(
                  each.controllers().stream()
                      .map(
                          controller ->
                              MultiGauge.Row.of(
                                  Tags.of("name", controller.name()),
                                  () -> controller.load().waiting()))
                      .toList(),
                  true);
              return each.controllers().size();
            })
        .register(registry);
  }
}
