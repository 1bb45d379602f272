package io.navarch.gateway.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.http.VersionHandler;
import io.prometheus.metrics.core.metrics.Info;
import java.util.Map;
import java.util.TreeMap;

/** {@code kubernetes_build_info}: what {@code /version} says, as labels. */
final class BuildMeters {
  private static final Map<String, String> LABELS =
      Map.of(
          "major", "major",
          "minor", "minor",
          "git_version", "gitVersion",
          "git_commit", "gitCommit",
          "git_tree_state", "gitTreeState",
          "build_date", "buildDate",
          "go_version", "goVersion",
          "compiler", "compiler",
          "platform", "platform");

  private BuildMeters() {}

  static void register(PrometheusMeterRegistry registry) {
    Map<String, String> version = VersionHandler.version();
    Map<String, String> labels = new TreeMap<>();
    LABELS.forEach((label, member) -> labels.put(label, version.getOrDefault(member, "")));
    Info.builder()
        .name("kubernetes_build_info")
        .help("The version of Kubernetes that this is")
        .labelNames(labels.keySet().toArray(String[]::new))
        .register(registry.getPrometheusRegistry())
        .addLabelValues(labels.values().toArray(String[]::new));
  }
}
