package io.navarch.model.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What a TLS context of Java shows and believes, made from certificates and keys in PEM. */
public final class TlsMaterial {
  private static final char[] NO_PASSWORD = {};

  private TlsMaterial() {}

  /**
   * What is shown to the other side.
   *
   * @param certificates the own certificate, then those that lead to its authority, in PEM
   * @throws PkiException if either cannot be read, or both do not belong together
   */
  public static KeyManager[] keys(String certificates, String key) {
    return keys(Pem.certificates(certificates), Pem.privateKey(key));
  }

  /** The same with certificates and a key that were read already. */
  public static KeyManager[] keys(List<X509Certificate> certificates, PrivateKey key) {
    try {
      KeyStore own = emptyStore();
      own.setKeyEntry("own", key, NO_PASSWORD, certificates.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      return keys.getKeyManagers();
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new PkiException("cannot use a certificate with its key: " + e.getMessage(), e);
    }
  }

  /**
   * What is believed of the other side: certificates of these authorities.
   *
   * @throws PkiException if they cannot be used
   */
  public static TrustManager[] trust(List<X509Certificate> authorities) {
    try {
      KeyStore trusted = emptyStore();
      for (int i = 0; i < authorities.size(); i++) {
        trusted.setCertificateEntry("ca" + i, authorities.get(i));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return trust.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new PkiException("cannot use authorities: " + e.getMessage(), e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
