package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.pki.PkiException;
import io.navarch.model.pki.Sha256;
import io.navarch.model.pki.Subjects;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Users by client certificate: the common name is the name, each organization a group. Only
 * certificates of the cluster's own authorities count, and only as long as these are the cluster's.
 */
final class CertificateAuthenticator implements Authenticator {
  static final String CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";

  /** Where upstream's signers may put a user's uid. */
  private static final String UID_ATTRIBUTE = "1.3.6.1.4.1.57683.2";

  private static final int MOST_REMEMBERED = 10_000;

  private final Supplier<TrustedAuthorities> authorities;
  private final InstantSource clock;
  private final AccessMetrics metrics;
  private volatile Known known;

  /** Whom certain authorities made users. */
  private record Known(TrustedAuthorities authorities, Map<X509Certificate, User> users) {
    static Known none(TrustedAuthorities authorities) {
      return new Known(authorities, new ConcurrentHashMap<>());
    }
  }

  CertificateAuthenticator(
      Supplier<TrustedAuthorities> authorities, InstantSource clock, AccessMetrics metrics) {
    this.authorities = authorities;
    this.clock = clock;
    this.metrics = metrics;
    this.known = Known.none(authorities.get());
  }

  private Known known() {
    Known present = known;
    TrustedAuthorities trusted = authorities.get();
    if (present.authorities() != trusted) {
      present = Known.none(trusted);
      known = present;
    }
    return present;
  }

  @Override
  public Optional<User> authenticate(Exchange exchange) {
    List<X509Certificate> chain = exchange.clientCertificates();
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    X509Certificate leaf = chain.getFirst();
    Instant now = clock.instant();
    if (leaf.getNotAfter().before(Date.from(now))) {
      throw ApiException.unauthorized();
    }
    Known present = known();
    User user = present.users().get(leaf);
    if (user == null) {
      if (!present.authorities().issued(chain, now)) {
        throw ApiException.unauthorized();
      }
      user = user(leaf);
      if (user.name().isEmpty()) {
        throw ApiException.unauthorized();
      }
      if (present.users().size() >= MOST_REMEMBERED) {
        present.users().clear();
      }
      present.users().put(leaf, user);
    }
    metrics.shown(leaf, now);
    return Optional.of(user);
  }

  private static User user(X509Certificate leaf) {
    try {
      List<String> uids = Subjects.values(leaf, UID_ATTRIBUTE);
      return new User(
          Subjects.commonName(leaf),
          uids.size() == 1 ? uids.getFirst() : "",
          Subjects.organizations(leaf),
          Map.of(CREDENTIAL_ID, List.of("X509SHA256=" + fingerprint(leaf))));
    } catch (PkiException e) {
      throw ApiException.unauthorized();
    }
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return Sha256.hex(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw ApiException.unauthorized();
    }
  }

  /** Compares two secrets in a time that does not depend on where they differ. */
  static boolean sameSecret(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
