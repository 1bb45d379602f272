package io.navarch.gateway.configfile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.navarch.model.pki.Sha256;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** How often a configuration was taken up again, or could not be, under upstream's names. */
final class ReloadMetrics implements ReloadObserver {
  private final InstantSource clock;
  private final Outcome success;
  private final Outcome failure;

  private record Outcome(Counter total, AtomicLong lastMillis) {}

  /**
   * @param what {@code authentication}, {@code authorization} or {@code encryption}
   * @param server which gateway this is; only its hash is shown
   */
  ReloadMetrics(MeterRegistry registry, String what, String server, InstantSource clock) {
    this.clock = clock;
    String prefix = "apiserver_" + what + "_config_controller_automatic_reload";
    Tags tags = Tags.of("apiserver_id_hash", "sha256:" + Sha256.hex(server));
    success = outcome(registry, prefix, tags.and("status", "success"));
    failure = outcome(registry, prefix, tags.and("status", "failure"));
  }

  private static Outcome outcome(MeterRegistry registry, String prefix, Tags tags) {
    AtomicLong last = new AtomicLong();
    Gauge.builder(prefix + "_last_timestamp_seconds", () -> last.get() / 1000.0)
        .description("When the configuration was last taken up, or could not be")
        .tags(tags)
        .register(registry);
    return new Outcome(
        Counter.builder(prefix + "s")
            .description("How often the configuration was taken up, or could not be")
            .tags(tags)
            .register(registry),
        last);
  }

  @Override
  public void reloaded(boolean taken) {
    Outcome outcome = taken ? success : failure;
    outcome.total.increment();
    outcome.lastMillis.set(clock.millis());
  }
}
