package io.navarch.gateway.http;

import io.navarch.model.pki.Pem;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The PEM files of the serving side.
 *
 * @param clientCas files with the authorities whose certificates clients are asked for
 */
public final class TlsFiles {
  private final Path certificate;
  private final Path key;
  private final List<Path> clientCas;
  private long stamp;

  public TlsFiles(Path certificate, Path key, List<Path> clientCas) {
    this.certificate = certificate;
    this.key = key;
    this.clientCas = List.copyOf(clientCas);
    this.stamp = stampNow();
  }

  KeyCertOptions keyCertificate() {
    return new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
  }

  TrustOptions trust() {
    return TrustOptions.wrap(
        new AnyClientCertificate(
            clientCas.stream()
                .filter(Files::exists)
                .flatMap(ca -> Pem.certificates(Pem.read(ca)).stream())
                .toList()));
  }

  /** Whether a file changed since the last call. */
  boolean changed() {
    long now = stampNow();
    boolean changed = now != stamp;
    stamp = now;
    return changed;
  }

  private long stampNow() {
    return Stream.concat(Stream.of(certificate, key), clientCas.stream())
        .mapToLong(TlsFiles::modified)
        .reduce(0, (a, b) -> a * 31 + b);
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }
}
