package io.navarch.node.certificate;

import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with a certificate and its key, such as {@code kubelet-client-current.pem}. It is replaced
 * at once and readable by its owner only.
 */
public record CertificateFile(Path path) {
  private static final Logger log = LoggerFactory.getLogger(CertificateFile.class);

  /** What it holds; empty where it is missing or damaged. */
  public Optional<KeyedChain> read() {
    if (Files.notExists(path)) {
      return Optional.empty();
    }
    try {
      String text = Pem.read(path);
      return Optional.of(KeyedChain.ofPem(text, text));
    } catch (PkiException damaged) {
      log.warn("{} cannot be used: {}", path, damaged.getMessage());
      return Optional.empty();
    }
  }

  /** Puts a certificate and its key, both in PEM, in the place of what it holds. */
  public void write(String certificates, String key) {
    Pem.writeSecret(path, certificates + key);
  }

  /**
   * Of the given ones that are valid at {@code now} and issued by one of the authorities, the one
   * that ends last.
   */
  public static Optional<KeyedChain> best(
      Stream<KeyedChain> candidates, List<X509Certificate> authorities, Instant now) {
    return candidates
        .filter(chain -> now.isBefore(end(chain)))
        .filter(chain -> authorities.stream().anyMatch(ca -> issued(ca, chain)))
        .max(Comparator.comparing(CertificateFile::end));
  }

  private static Instant end(KeyedChain chain) {
    return chain.certificate().getNotAfter().toInstant();
  }

  private static boolean issued(X509Certificate authority, KeyedChain chain) {
    try {
      chain.certificate().verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
