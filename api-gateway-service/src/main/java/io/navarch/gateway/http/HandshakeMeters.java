package io.navarch.gateway.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts TLS handshakes that came to nothing: all under upstream's name, refused ones under ours.
 */
public final class HandshakeMeters {
  private final Counter errors;
  private final Counter refused;

  public HandshakeMeters(MeterRegistry registry) {
    errors =
        Counter.builder("apiserver_tls_handshake_errors")
            .description("Connections that ended in their TLS handshake")
            .register(registry);
    refused =
        Counter.builder("navarch_gateway_tls_handshakes_refused")
            .description("Connections that were closed since too many were in their handshake")
            .register(registry);
  }

  void failed() {
    errors.increment();
  }

  void refused() {
    refused.increment();
  }
}
