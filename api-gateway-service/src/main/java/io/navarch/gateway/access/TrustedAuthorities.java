package io.navarch.gateway.access;

import io.navarch.gateway.configfile.ReloadObserver;
import io.navarch.gateway.configfile.WatchedFile;
import io.navarch.model.pki.Pem;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Authorities whose client certificates are believed for one purpose. */
final class TrustedAuthorities {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private final Set<TrustAnchor> anchors = new HashSet<>();

  TrustedAuthorities(List<X509Certificate> authorities) {
    authorities.forEach(c -> anchors.add(new TrustAnchor(c, null)));
  }

  /** Those of a file, as it changes. */
  static WatchedFile<TrustedAuthorities> follow(Path file, Duration interval) {
    return new WatchedFile<>(
        file, interval, TrustedAuthorities::load, (_, _) -> {}, ReloadObserver.NONE);
  }

  private static TrustedAuthorities load(Path file) {
    return new TrustedAuthorities(Pem.certificates(Pem.read(file)));
  }

  /**
   * Whether the chain (leaf first) leads to one of them and may be shown by clients: one that names
   * no purpose may be shown for any (RFC 5280, section 4.2.1.12).
   */
  boolean issued(List<X509Certificate> chain, Instant now) {
    try {
      List<String> purposes = chain.getFirst().getExtendedKeyUsage();
      if (purposes != null && !purposes.contains(CLIENT_AUTH) && !purposes.contains(ANY_PURPOSE)) {
        return false;
      }
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(withoutAnchors(chain)),
              parameters);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private List<X509Certificate> withoutAnchors(List<X509Certificate> chain) {
    return chain.stream()
        .filter(c -> anchors.stream().noneMatch(a -> c.equals(a.getTrustedCert())))
        .toList();
  }
}
