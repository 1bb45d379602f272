package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import java.util.Optional;

/**
 * One way to find out who makes a request. Empty means that the request carries no credentials of
 * this kind.
 *
 * <p>Credentials of this kind that are wrong are refused with {@code ApiException.unauthorized()},
 * which counts unless credentials of another kind, shown beside them, hold.
 */
@FunctionalInterface
public interface Authenticator {
  Optional<User> authenticate(Exchange exchange);

  /** Whether this is the one for who shows nothing; wrong credentials are not nothing. */
  default boolean isForStrangers() {
    return false;
  }
}
