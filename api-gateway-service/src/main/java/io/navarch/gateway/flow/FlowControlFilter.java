package io.navarch.gateway.flow;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.http.WaitsElsewhere;
import io.navarch.gateway.request.RequestInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives every request a seat, lets it wait for one, or refuses it. Watches hold theirs until they
 * have begun; other requests that last (exec, logs, proxies) hold none.
 */
final class FlowControlFilter implements RequestFilter {
  private static final int ORDER = 300;
  private static final Set<String> LASTING =
      Set.of("attach", "exec", "proxy", "log", "portforward");
  private static final byte[] REFUSAL =
      "Too many requests, please try again later.\n".getBytes(StandardCharsets.UTF_8);

  private final FlowControl control;
  private final WorkEstimator estimator;
  private final FlowMetrics metrics;
  private final ScheduledExecutorService timer;
  private final Duration patience;

  /**
   * @param timer frees the seats of work that goes on after its answer
   * @param patience how long a request waits for a seat
   */
  FlowControlFilter(
      FlowControl control,
      WorkEstimator estimator,
      FlowMetrics metrics,
      ScheduledExecutorService timer,
      Duration patience) {
    this.control = control;
    this.estimator = estimator;
    this.metrics = metrics;
    this.timer = timer;
    this.patience = patience;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void filter(Exchange exchange, RequestInfo request, User user, Next next) {
    if (isLasting(request)) {
      next.proceed(user);
      return;
    }
    FlowControl.Entry entry = control.classify(user, request);
    LevelState level = entry.level();
    exchange.addResponseHeader("X-Kubernetes-PF-FlowSchema-UID", entry.schema().uid());
    exchange.addResponseHeader("X-Kubernetes-PF-PriorityLevel-UID", level.level().uid());
    Work work = level.level().exempt() ? Work.ONE : estimator.estimate(request, level);
    run(exchange, user, next, request, entry, work);
  }

  private static boolean isLasting(RequestInfo request) {
    return request.resourceRequest()
        && (request.verb().equals("proxy") || LASTING.contains(request.subresource()));
  }

  private void run(
      Exchange exchange,
      User user,
      Next next,
      RequestInfo info,
      FlowControl.Entry entry,
      Work work) {
    FlowMetrics.FlowMeters meters = metrics.of(entry.schema().name(), entry.level().level().name());
    FairQueues queues = entry.level().queues();
    long began = System.nanoTime();
    FairQueues.Request request =
        queues.arrive(hash(entry.schema(), entry.schema().flow(user, info)), work);
    FairQueues.Fate fate = request.fate();
    if (fate == FairQueues.Fate.WAITING) {
      meters.queued(work.maxSeats());
      fate = request.await(patience);
      meters.dequeued(work.maxSeats());
      WaitsElsewhere.add(System.nanoTime() - began);
    }
    long waited = System.nanoTime() - began;
    if (fate != FairQueues.Fate.EXECUTING) {
      meters.rejected(fate, waited);
      refuse(exchange, entry.level());
      return;
    }
    meters.begins(work.maxSeats(), waited);
    try {
      next.proceed(user);
    } finally {
      long took = System.nanoTime() - began - waited;
      meters.ends(work.maxSeats(), info.verb().equals("watch"), took);
      queues.answered(request);
      if (!work.afterwards().isZero()) {
        timer.schedule(
            () -> queues.settled(request), work.afterwards().toNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private static void refuse(Exchange exchange, LevelState level) {
    long second = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
    exchange.addResponseHeader("Retry-After", Integer.toString(level.retries().refused(second)));
    exchange.addResponseHeader("X-Content-Type-Options", "nosniff");
    exchange.turnAway();
    exchange.respond(429, "text/plain; charset=utf-8", REFUSAL);
  }

  /** Spreads flows evenly (FNV-1a, then a finalizer); the same flow always gets the same hash. */
  static long hash(FlowSchema schema, String flow) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < schema.name().length(); i++) {
      hash = (hash ^ schema.name().charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ '/') * 0x100000001b3L;
    for (int i = 0; i < flow.length(); i++) {
      hash = (hash ^ flow.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }
}
