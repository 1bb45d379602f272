package io.navarch.gateway.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets connections come about whatever certificate a client shows. TLS proves that the client has
 * its key; whether it makes the client a user is said with each request by the authenticators, so
 * that who shows an old or a foreign one is told so by a Status, and may still show a token. No
 * server is ever believed.
 */
final class AnyClientCertificate extends X509ExtendedTrustManager {
  private final X509Certificate[] wanted;

  /**
   * @param wanted authorities of which clients are asked to show a certificate
   */
  AnyClientCertificate(List<X509Certificate> wanted) {
    this.wanted = wanted.toArray(X509Certificate[]::new);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return wanted.clone();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("no server is believed here");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }
}
