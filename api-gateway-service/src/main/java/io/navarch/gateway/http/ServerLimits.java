package io.navarch.gateway.http;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What the API port takes from its clients.
 *
 * @param minTlsVersion {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipherSuites in Java's names; empty for those with forward secrecy and authenticated
 *     encryption
 * @param maxConnections further ones are closed at once
 * @param headerTimeout for the first whole request of a connection
 * @param bodyTimeout for a request's body
 * @param writeTimeout until a client has taken a large answer
 * @param maxBodies bytes of requests' bodies in memory
 * @param maxConnectionBodies the same of one connection
 * @param maxWaiting bytes of watches' events in memory that slow clients have yet to take
 * @param maxConnectionWaiting the same of one connection; a watch that needs more ends
 * @param maxHandshakes TLS handshakes under way; of further ones those of the address with the most
 *     are closed
 * @param idleTimeout of a connection without requests; one that carried a stream is let be
 */
@ConfigurationProperties("navarch.gateway.server")
public record ServerLimits(
    @DefaultValue("TLSv1.2") String minTlsVersion,
    @DefaultValue List<String> cipherSuites,
    @DefaultValue("50000") int maxConnections,
    @DefaultValue("32s") Duration headerTimeout,
    @DefaultValue("60s") Duration bodyTimeout,
    @DefaultValue("60s") Duration writeTimeout,
    @DefaultValue("128MB") DataSize maxBodies,
    @DefaultValue("32MB") DataSize maxConnectionBodies,
    @DefaultValue("256MB") DataSize maxWaiting,
    @DefaultValue("64MB") DataSize maxConnectionWaiting,
    @DefaultValue("2000") int maxHandshakes,
    @DefaultValue("3m") Duration idleTimeout) {
  private static final List<String> SOUND_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  public ServerLimits {
    cipherSuites = cipherSuites.isEmpty() ? SOUND_SUITES : List.copyOf(cipherSuites);
    if (!minTlsVersion.equals("TLSv1.2") && !minTlsVersion.equals("TLSv1.3")) {
      throw new IllegalArgumentException(
          "navarch.gateway.server.min-tls-version must be TLSv1.2 or TLSv1.3");
    }
  }

  Set<String> tlsVersions() {
    return minTlsVersion.equals("TLSv1.3")
        ? Set.of("TLSv1.3")
        : new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));
  }
}
