package io.navarch.controller.manage;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.model.client.WorkQueue;
import io.navarch.model.client.WorkQueueCollector;
import java.util.Map;
import java.util.TreeMap;

/** What the controllers and their queues do, under the names that upstream's dashboards use. */
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
    Gauge.builder("navarch_controllers", manager, each -> each.controllers().size())
        .register(registry);
    if (registry instanceof PrometheusMeterRegistry prometheus) {
      prometheus.getPrometheusRegistry().register(new WorkQueueCollector(this::queues));
    }
  }

  private Map<String, WorkQueue.Activity> queues() {
    Map<String, WorkQueue.Activity> all = new TreeMap<>();
    manager.controllers().forEach(controller -> all.putAll(controller.queues()));
    return all;
  }
}
