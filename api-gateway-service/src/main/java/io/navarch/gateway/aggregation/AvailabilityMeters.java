package io.navarch.gateway.aggregation;

import io.navarch.model.object.ApiObject;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.function.Supplier;

/** Which APIServices are not there, and how often they went away. */
final class AvailabilityMeters {
  private final Counter lost;

  /**
   * @param services all of them as they are now
   */
  AvailabilityMeters(
      PrometheusRegistry registry, Supplier<? extends Collection<ApiObject>> services) {
    lost =
        Counter.builder()
            .name("aggregator_unavailable_apiservice_total")
            .help("How often APIServices became unavailable")
            .labelNames("name", "reason")
            .withoutExemplars()
            .register(registry);
    // The library has no two metrics of one name: "_now" is taken away where they are shown.
    GaugeWithCallback unused =
        GaugeWithCallback.builder()
            .name("aggregator_unavailable_apiservice_now")
            .help("Whether an APIService is unavailable")
            .labelNames("name")
            .callback(
                gauge ->
                    services
                        .get()
                        .forEach(
                            each ->
                                gauge.call(ApiConditions.isAvailable(each) ? 0 : 1, each.name())))
            .register(registry);
  }

  void lost(String name, String reason) {
    lost.labelValues(name, reason).inc();
  }
}
