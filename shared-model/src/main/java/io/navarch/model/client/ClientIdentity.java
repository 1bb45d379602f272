package io.navarch.model.client;

import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that a component shows to the gateway. It may be replaced while the component
 * runs; clients made with it go over to new connections then.
 */
public final class ClientIdentity {
  private static final Logger log = LoggerFactory.getLogger(ClientIdentity.class);

  private final Supplier<KeyedChain> source;
  private final long checkNanos;
  private final AtomicLong checkedAt = new AtomicLong(System.nanoTime());
  private volatile KeyedChain current;

  /**
   * A certificate, those that lead to its authority, and its key.
   *
   * @param certificates the own one first
   */
  public record KeyedChain(List<X509Certificate> certificates, PrivateKey key) {
    public KeyedChain {
      certificates = List.copyOf(certificates);
      if (certificates.isEmpty()) {
        throw new PkiException("no certificate in the PEM text");
      }
    }

    /**
     * @throws PkiException if either text cannot be read
     */
    public static KeyedChain ofPem(String certificates, String key) {
      return new KeyedChain(Pem.certificates(certificates), Pem.privateKey(key));
    }

    public X509Certificate certificate() {
      return certificates.getFirst();
    }
  }

  private ClientIdentity(KeyedChain first, Supplier<KeyedChain> source, Duration check) {
    this.current = first;
    this.source = source;
    this.checkNanos = check.toNanos();
  }

  /** One that changes only when it is told to. */
  public static ClientIdentity of(KeyedChain first) {
    return new ClientIdentity(first, () -> first, Duration.ZERO);
  }

  /**
   * One that is read anew when somebody replaces its files; they are looked at when the identity is
   * used, at the most once in {@code interval}.
   *
   * @param certificate and {@code key} may be one file
   * @throws PkiException if they cannot be read now; later on, the last good ones hold
   */
  public static ClientIdentity following(Path certificate, Path key, Duration interval) {
    Supplier<KeyedChain> read = () -> KeyedChain.ofPem(Pem.read(certificate), Pem.read(key));
    return new ClientIdentity(read.get(), read, interval);
  }

  /** What to show now. */
  public KeyedChain current() {
    long last = checkedAt.get();
    long now = System.nanoTime();
    if (checkNanos > 0 && now - last > checkNanos && checkedAt.compareAndSet(last, now)) {
      try {
        replace(source.get());
      } catch (PkiException halfWritten) {
        log.warn("A client certificate cannot be read again: {}", halfWritten.getMessage());
      }
    }
    return current;
  }

  /** Shows another one from now on. */
  public void replace(KeyedChain next) {
    if (!next.certificates().equals(current.certificates())) {
      current = next;
    }
  }
}
