package io.navarch.controller.loop;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A controller that looks at the whole world every so often. */
public final class PeriodicController implements Controller {

  private static final Logger log = LoggerFactory.getLogger(PeriodicController.class);

  /** One look; a client exception ends it until the next. */
  @FunctionalInterface
  public interface Round {
    void run() throws InterruptedException;
  }

  private final String name;
  private final Duration period;
  private final Round round;
  private final LongAdder rounds = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private @Nullable Thread running;

  public PeriodicController(String name, Duration period, Round round) {
    this.name = name;
    this.period = period;
    this.round = round;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void start() {
    running = Thread.ofVirtual().name(name).start(this::runAll);
  }

  @Override
  public synchronized void stop() {
    if (running != null) {
      running.interrupt();
      running = null;
    }
  }

  @Override
  public Load load() {
    return new Load(0, 0, rounds.sum(), failed.sum());
  }

  private void runAll() {
    try {
      while (true) {
        rounds.increment();
        try {
          round.run();
        } catch (KubernetesClientException refused) {
          failed.increment();
          log.warn("{}: {}", name, refused.getMessage());
        } catch (RuntimeException bug) {
          failed.increment();
          log.error("{} failed", name, bug);
        }
        Thread.sleep(period);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
