package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.pki.Subjects;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        new User(name, uid == null ? "" : uid, exchange.headers(GROUP), extra(exchange)));
  }

  private static Map<String, List<String>> extra(Exchange exchange) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    exchange
        .allHeaders()
        .forEach(
            (header, values) -> {
              String lower = header.toLowerCase(Locale.ROOT);
              if (lower.startsWith(EXTRA_PREFIX)) {
                String key = unescaped(lower.substring(EXTRA_PREFIX.length()));
                extra.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(values);
              }
            });
    return extra;
  }

  /** A header's key may be percent-encoded; malformed ones are taken as they are. */
  static String unescaped(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }
}
