package io.navarch.node.certificate;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.model.client.CertificateOrder;
import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.pki.PkiException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one certificate of the node valid: orders it where there is none, renews it when most of
 * its life has passed, writes it down and hands it on. Nothing is restarted for it.
 */
public final class CertificateRotation implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CertificateRotation.class);
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Duration NOT_READY = Duration.ofMillis(200);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Clocks may be set; a certificate is looked at again at least this often. */
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  private final String name;
  private final CertificateFile file;
  private final KubernetesClient client;
  private final Supplier<Optional<CertificateOrder>> order;
  private final Consumer<KeyedChain> renewed;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread thread;
  private @Nullable KeyedChain current;

  /**
   * @param name for the log
   * @param current what is used now, if there is anything
   * @param order what to ask for; empty while that is not known yet
   * @param renewed takes each new certificate after it was written to {@code file}
   */
  public CertificateRotation(
      String name,
      CertificateFile file,
      Optional<KeyedChain> current,
      KubernetesClient client,
      Supplier<Optional<CertificateOrder>> order,
      Consumer<KeyedChain> renewed,
      InstantSource clock,
      RandomGenerator random) {
    this.name = name;
    this.file = file;
    this.current = current.orElse(null);
    this.client = client;
    this.order = order;
    this.renewed = renewed;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofVirtual().name("rotation-" + name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      KeyedChain held = current;
      if (held != null) {
        sleepUntil(RenewalPlanner.dueAt(held.certificate(), random.nextDouble()));
      }
      while (!Thread.currentThread().isInterrupted()) {
        X509Certificate fresh = renew().certificate();
        sleepUntil(RenewalPlanner.dueAfter(fresh, random.nextDouble(), clock.instant()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sleepUntil(Instant due) throws InterruptedException {
    for (Duration left = left(due); left.isPositive(); left = left(due)) {
      Thread.sleep(left.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : left);
    }
  }

  private Duration left(Instant due) {
    return Duration.between(clock.instant(), due);
  }

  /** Tries until there is a new one. */
  private KeyedChain renew() throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    KeyedChain before = current;
    KeyedChain fresh = current;
    while (fresh == null || fresh == before) {
      Optional<CertificateOrder> wanted = order.get();
      if (wanted.isEmpty()) {
        Thread.sleep(NOT_READY);
        continue;
      }
      try {
        wanted.get().obtain(client, PATIENCE, this::take);
      } catch (PkiException | KubernetesClientException e) {
        log.warn("The node's {} certificate was not renewed: {}", name, e.getMessage());
        Thread.sleep(pause);
        Duration next = pause.multipliedBy(2);
        pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
      }
      fresh = current;
    }
    return fresh;
  }

  private void take(String certificates, String key) {
    KeyedChain fresh = KeyedChain.ofPem(certificates, key);
    file.write(certificates, key);
    renewed.accept(fresh);
    current = fresh;
    log.info(
        "The node's {} certificate is valid until {}", name, fresh.certificate().getNotAfter());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
