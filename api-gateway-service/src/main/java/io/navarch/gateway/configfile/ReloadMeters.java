package io.navarch.gateway.configfile;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/**
 * Makes the meters of files that are taken up when they change.
 *
 * @param server which gateway this is
 */
public record ReloadMeters(MeterRegistry registry, String server, InstantSource clock) {
  /**
   * @param what {@code authentication}, {@code authorization} or {@code encryption}
   */
  public ReloadObserver of(String what) {
    return new ReloadMetrics(registry, what, server, clock);
  }
}
