package io.navarch.bench;

import io.navarch.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one kind of operation cost.
 *
 * @param operations how many were done
 * @param seconds how long that took
 * @param cpuMicros of all server processes; 0 where none was named
 * @param refused answers by status that were no success
 */
record Measurement(
    String operation,
    long operations,
    double seconds,
    Latencies latencies,
    long cpuMicros,
    Map<Integer, Long> refused) {

  double cpuMicrosEach() {
    return operations == 0 ? 0 : (double) cpuMicros / operations;
  }

  static String heading() {
    return "%-22s %9s %9s %8s %8s %8s %8s  %s"
        .formatted(
            "operation", "count", "per s", "p50 ms", "p90 ms", "p99 ms", "max ms", "CPU each");
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-22s %9d %9.0f %8.2f %8.2f %8.2f %8.2f  %s%s",
        operation,
        operations,
        operations / seconds,
        latencies.millis(0.5),
        latencies.millis(0.9),
        latencies.millis(0.99),
        latencies.millis(1),
        cpu(),
        refused.isEmpty() ? "" : "  refused " + refused);
  }

  private String cpu() {
    if (cpuMicros == 0) {
      return "-";
    }
    return cpuMicrosEach() < 100
        ? String.format(Locale.ROOT, "%.2f µs", cpuMicrosEach())
        : String.format(Locale.ROOT, "%.3f ms", cpuMicrosEach() / 1000);
  }

  private Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("operation", operation);
    tree.put("count", operations);
    tree.put("perSecond", operations / seconds);
    tree.put("p50Millis", latencies.millis(0.5));
    tree.put("p90Millis", latencies.millis(0.9));
    tree.put("p99Millis", latencies.millis(0.99));
    tree.put("maxMillis", latencies.millis(1));
    tree.put("cpuMicrosEach", cpuMicrosEach());
    Map<String, Object> statuses = new LinkedHashMap<>();
    refused.forEach((status, count) -> statuses.put(status.toString(), count));
    tree.put("refused", statuses);
    return tree;
  }

  /** All of a run, for programs to read. */
  static byte[] json(List<Measurement> measurements, List<ServerProcess> servers) {
    Map<String, Object> memory = new LinkedHashMap<>();
    servers.forEach(server -> memory.put(server.name(), server.residentKib()));
    return Json.write(
        Map.of(
            "measurements",
            measurements.stream().map(Measurement::tree).toList(),
            "residentKib",
            memory));
  }
}
