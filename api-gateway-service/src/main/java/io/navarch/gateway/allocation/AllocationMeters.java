package io.navarch.gateway.allocation;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What comes of allocation, under upstream's names; what is taken and free is counted when asked
 * for.
 */
final class AllocationMeters {
  private static final double NANOS = 1e9;
  private static final String ADDRESSES = "kube_apiserver_clusterip_allocator_";
  private static final String PORTS = "kube_apiserver_nodeport_allocator_";

  private final PrometheusRegistry registry;
  private final Counter addresses;
  private final Counter addressErrors;
  private final Histogram durations;
  private final Counter ports;
  private final Counter portErrors;

  AllocationMeters(PrometheusRegistry registry) {
    this.registry = registry;
    addresses = counter(ADDRESSES, "allocation", "Cluster IPs that were given", "cidr", "scope");
    addressErrors =
        counter(ADDRESSES, "allocation_errors", "Cluster IPs that were not given", "cidr", "scope");
    durations =
        Histogram.builder()
            .name(ADDRESSES + "allocation_duration_seconds")
            .help("How long it takes to give a cluster IP")
            .labelNames("cidr")
            .classicOnly()
            .withoutExemplars()
            .register(registry);
    ports = counter(PORTS, "allocation", "Node ports that were given", "scope");
    portErrors = counter(PORTS, "allocation_errors", "Node ports that were not given", "scope");
  }

  private Counter counter(String prefix, String name, String help, String... labels) {
    return Counter.builder()
        .name(prefix + name + "_total")
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  /** Whether somebody asked for this one or for any. */
  enum Scope {
    STATIC("static"),
    DYNAMIC("dynamic");

    private final String label;

    Scope(String label) {
      this.label = label;
    }
  }

  /**
   * @param began by {@link System#nanoTime()}
   */
  void addressGiven(AddressRange range, Scope scope, long began) {
    addresses.labelValues(range.cidr(), scope.label).inc();
    durations.labelValues(range.cidr()).observe((System.nanoTime() - began) / NANOS);
  }

  void addressRefused(AddressRange range, Scope scope) {
    addressErrors.labelValues(range.cidr(), scope.label).inc();
  }

  void port(Grant<Integer> grant, Scope scope) {
    (grant instanceof Grant.Given<Integer> ? ports : portErrors).labelValues(scope.label).inc();
  }

  /**
   * @param taken how many addresses of each range are taken now
   */
  void addresses(Supplier<Map<AddressRange, Integer>> taken) {
    perRange("allocated_ips", "Cluster IPs that are taken", taken, (_, count) -> count);
    perRange(
        "available_ips",
        "Cluster IPs that are free",
        taken,
        (range, count) -> Math.max(0, range.size() - count));
  }

  private interface Amount {
    double of(AddressRange range, int taken);
  }

  private void perRange(
      String name, String help, Supplier<Map<AddressRange, Integer>> taken, Amount amount) {
    GaugeWithCallback unused =
        GaugeWithCallback.builder()
            .name(ADDRESSES + name)
            .help(help)
            .labelNames("cidr")
            .callback(
                gauge ->
                    taken
                        .get()
                        .forEach(
                            (range, count) -> gauge.call(amount.of(range, count), range.cidr())))
            .register(registry);
  }

  /**
   * @param taken how many ports are taken now
   */
  void ports(PortRange range, IntSupplier taken) {
    amountOfPorts("allocated_ports", "Node ports that are taken", taken);
    amountOfPorts(
        "available_ports", "Node ports that are free", () -> range.size() - taken.getAsInt());
  }

  private void amountOfPorts(String name, String help, IntSupplier amount) {
    GaugeWithCallback unused =
        GaugeWithCallback.builder()
            .name(PORTS + name)
            .help(help)
            .callback(gauge -> gauge.call(amount.getAsInt()))
            .register(registry);
  }
}
