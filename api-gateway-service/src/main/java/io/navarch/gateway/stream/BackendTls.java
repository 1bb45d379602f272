package io.navarch.gateway.stream;

import io.navarch.model.pki.AnyCertificate;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.ServerTrust;
import io.navarch.model.pki.TlsMaterial;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** TLS towards what the gateway passes requests on to. */
public final class BackendTls {
  private BackendTls() {}

  /** Who may have signed a server's certificate. */
  public sealed interface Authorities {
    /** Whoever; the certificate is not looked at. */
    record Anybody() implements Authorities {}

    /** Those that the platform believes. */
    record Platform() implements Authorities {}

    /** These, in PEM. */
    record Of(String pem) implements Authorities {}
  }

  /** Towards node agents: shows the gateway's certificate, believes one authority. */
  static SSLContext nodeAgents(Path certificate, Path key, Path authority) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust = {ServerTrust.of(Pem.certificates(Pem.read(authority)))};
      context.init(keys(certificate, key), trust, null);
      return context;
    } catch (GeneralSecurityException | PkiException e) {
      throw new IllegalStateException("cannot set up TLS towards node agents", e);
    }
  }

  /**
   * Towards aggregated API servers: shows the front proxy's certificate.
   *
   * @throws IllegalStateException if a certificate or key cannot be read
   */
  public static SSLContext aggregated(Path certificate, Path key, Authorities authorities) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust =
          switch (authorities) {
            case Authorities.Anybody() -> AnyCertificate.trust();
            case Authorities.Platform() -> new TrustManager[] {ServerTrust.ofPlatform()};
            case Authorities.Of(String pem) ->
                new TrustManager[] {ServerTrust.of(Pem.certificates(pem))};
          };
      context.init(keys(certificate, key), trust, null);
      return context;
    } catch (GeneralSecurityException | PkiException e) {
      throw new IllegalStateException("cannot set up TLS towards an aggregated API", e);
    }
  }

  private static KeyManager[] keys(Path certificate, Path key) {
    return TlsMaterial.keys(Pem.read(certificate), Pem.read(key));
  }

  /**
   * Towards pods and services behind {@code https:} proxy paths, whose certificates nobody can
   * check: they are reached by address, inside the cluster, as the Kubernetes API defines it.
   */
  static SSLContext unchecked() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, AnyCertificate.trust(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot set up TLS towards pods", e);
    }
  }
}
