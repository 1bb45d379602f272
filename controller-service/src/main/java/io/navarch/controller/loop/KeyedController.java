package io.navarch.controller.loop;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers on virtual threads that take keys off a queue and reconcile them. */
public final class KeyedController<K> implements Controller {

  private static final Logger log = LoggerFactory.getLogger(KeyedController.class);

  private final String name;
  private final int workers;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final LongAdder reconciled = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final List<Thread> running = new ArrayList<>();

  public KeyedController(String name, int workers, WorkQueue<K> queue, Reconciler<K> reconciler) {
    this.name = name;
    this.workers = workers;
    this.queue = queue;
    this.reconciler = reconciler;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void start() {
    for (int i = 0; i < workers; i++) {
      running.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
    }
  }

  @Override
  public synchronized void stop() {
    running.forEach(Thread::interrupt);
    running.clear();
  }

  @Override
  public Load load() {
    return new Load(queue.depth(), queue.delayed(), reconciled.sum(), failed.sum());
  }

  @Override
  public Map<String, WorkQueue.Activity> queues() {
    return Map.of(name, queue.activity());
  }

  private void work() {
    queue.serve(key -> settle(key, attempt(key)));
  }

  private Outcome attempt(K key) throws InterruptedException {
    reconciled.increment();
    try {
      return reconciler.reconcile(key);
    } catch (KubernetesClientException refused) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      if (GatewayClients.isConflict(refused)) {
        log.debug("{}: {} changed meanwhile", name, key);
        return Outcome.retry("conflict");
      }
      if (GatewayClients.isNotFound(refused)) {
        log.debug("{}: {} is gone", name, key, refused);
        return Outcome.retry("gone");
      }
      log.warn("{}: {}: {}", name, key, refused.getMessage());
      return Outcome.retry("refused");
    } catch (RuntimeException bug) {
      log.error("{}: {} failed", name, key, bug);
      return Outcome.retry(bug.toString());
    }
  }

  private void settle(K key, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done() -> queue.forget(key);
      case Outcome.RequeueAfter(var delay) -> {
        queue.forget(key);
        queue.addAfter(key, delay);
      }
      case Outcome.Failed(var retryable, var reason) -> {
        failed.increment();
        log.debug("{}: {} failed: {}", name, key, reason);
        if (retryable) {
          queue.addRateLimited(key);
        } else {
          queue.forget(key);
        }
      }
    }
  }
}
