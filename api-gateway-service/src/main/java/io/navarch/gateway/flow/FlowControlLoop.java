package io.navarch.gateway.flow;

import io.navarch.model.status.ApiException;
import io.navarch.model.store.StoreException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** What happens to flow control beside requests: conditions, borrowed seats, missing objects. */
final class FlowControlLoop implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(FlowControlLoop.class);

  /** After the gateway takes requests. */
  private static final int PHASE = 210;

  private static final int BORROW_EVERY_SECONDS = 10;
  private static final int RESTORE_EVERY_SECONDS = 60;

  private final FlowControl control;
  private final FlowConditions conditions;
  private final FlowBootstrap bootstrap;
  private final FlowMetrics metrics;
  private final ScheduledExecutorService timer;
  private volatile boolean running;
  private long seconds;

  FlowControlLoop(
      FlowControl control,
      FlowConditions conditions,
      FlowBootstrap bootstrap,
      FlowMetrics metrics,
      ScheduledExecutorService timer) {
    this.control = control;
    this.conditions = conditions;
    this.bootstrap = bootstrap;
    this.metrics = metrics;
    this.timer = timer;
  }

  @Override
  public void start() {
    running = true;
    var unused = timer.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
  }

  private void tick() {
    Thread.ofVirtual().name("flow-control").start(this::work);
  }

  private synchronized void work() {
    if (!running) {
      return;
    }
    try {
      conditions.update();
      control
          .levels()
          .forEach((name, level) -> metrics.seats(name, level.seats(control.totalSeats())));
      seconds++;
      if (seconds % BORROW_EVERY_SECONDS == 0) {
        metrics.fairFraction(control.borrow());
      }
      if (seconds % RESTORE_EVERY_SECONDS == 0) {
        bootstrap.run();
      }
    } catch (ApiException | StoreException e) {
      log.warn("Flow control is not kept up now: {}", e.getMessage());
    }
  }

  @Override
  public void stop() {
    running = false;
    timer.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
