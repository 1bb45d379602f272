package io.navarch.gateway.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts how pods' logs are asked for, under upstream's names. */
final class LogMeters {
  private final Counter checked;
  private final Counter unchecked;
  private final Counter failures;

  LogMeters(MeterRegistry registry) {
    checked = usage(registry, "enforce_tls");
    unchecked = usage(registry, "skip_tls_allowed");
    failures =
        Counter.builder("kube_apiserver_pod_logs_backend_tls_failure")
            .description("Logs that were not fetched since the node agent's certificate is wrong")
            .register(registry);
  }

  private static Counter usage(MeterRegistry registry, String usage) {
    return Counter.builder("kube_apiserver_pod_logs_insecure_backend")
        .description("Requests for logs, by whether the node agent's certificate is checked")
        .tag("usage", usage)
        .register(registry);
  }

  /**
   * @param anyAgent whether the agent's certificate may be anybody's
   */
  void asked(boolean anyAgent) {
    (anyAgent ? unchecked : checked).increment();
  }

  void failed() {
    failures.increment();
  }
}
