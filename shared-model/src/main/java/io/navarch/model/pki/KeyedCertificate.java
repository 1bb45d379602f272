package io.navarch.model.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** A certificate and the private key that belongs to it. */
public record KeyedCertificate(X509Certificate certificate, PrivateKey key) {
  /** When the certificate stops being valid. */
  public Instant expires() {
    return certificate.getNotAfter().toInstant();
  }

  public String certificatePem() {
    return Pem.encode(certificate);
  }

  public String keyPem() {
    return Pem.encode(key);
  }
}
