package io.navarch.gateway.stream;

import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.TlsMaterial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS towards what the gateway passes requests on to. */
public final class BackendTls {
  private BackendTls() {}

  /** Towards node agents: shows the gateway's certificate, believes one authority. */
  static SSLContext nodeAgents(Path certificate, Path key, Path authority) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys(certificate, key), TlsMaterial.trust(Pem.certificates(Pem.read(authority))), null);
      return context;
    } catch (GeneralSecurityException | PkiException e) {
      throw new IllegalStateException("cannot set up TLS towards node agents", e);
    }
  }

  /**
   * Towards aggregated API servers: shows the front proxy's certificate.
   *
   * @param authorities of the server, in PEM; empty to believe anybody
   * @throws IllegalStateException if a certificate or key cannot be read
   */
  public static SSLContext aggregated(Path certificate, Path key, byte[] authorities) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust =
          authorities.length == 0
              ? new TrustManager[] {new Anybody()}
              : TlsMaterial.trust(
                  Pem.certificates(new String(authorities, StandardCharsets.US_ASCII)));
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
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot set up TLS towards pods", e);
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
