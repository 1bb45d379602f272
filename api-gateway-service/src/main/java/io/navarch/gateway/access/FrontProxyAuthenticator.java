package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.HeaderText;
import io.navarch.model.pki.Subjects;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Believes the {@code X-Remote-*} headers of front proxies, which show a certificate of their own
 * authority and have an allowed common name.
 */
final class FrontProxyAuthenticator implements Authenticator {
  private static final String USER = "X-Remote-User";
  private static final String UID = "X-Remote-Uid";
  private static final String GROUP = "X-Remote-Group";
  private static final String EXTRA_PREFIX = "x-remote-extra-";

  private final Supplier<TrustedAuthorities> authorities;
  private final List<String> allowedNames;
  private final InstantSource clock;

  /**
   * @param allowedNames common names; empty for any
   */
  FrontProxyAuthenticator(
      Supplier<TrustedAuthorities> authorities, List<String> allowedNames, InstantSource clock) {
    this.authorities = authorities;
    this.allowedNames = List.copyOf(allowedNames);
    this.clock = clock;
  }

  @Override
  public Optional<User> authenticate(Exchange exchange) {
    String name = exchange.header(USER);
    List<X509Certificate> chain = exchange.clientCertificates();
    if (name == null || name.isBlank() || chain.isEmpty()) {
      return Optional.empty();
    }
    String proxy = Subjects.commonName(chain.getFirst());
    if (!(allowedNames.isEmpty() || allowedNames.contains(proxy))
        || !authorities.get().issued(chain, clock.instant())) {
      return Optional.empty();
    }
    String uid = exchange.header(UID);
    return Optional.of(
        new User(
            HeaderText.read(name),
            uid == null ? "" : HeaderText.read(uid),
            ExtraHeaders.read(exchange.headers(GROUP)),
            ExtraHeaders.of(exchange, EXTRA_PREFIX)));
  }
}
