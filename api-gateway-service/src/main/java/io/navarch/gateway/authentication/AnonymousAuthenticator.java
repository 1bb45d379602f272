package io.navarch.gateway.authentication;

import io.navarch.gateway.access.Authenticator;
import io.navarch.gateway.access.User;
import io.navarch.gateway.http.Exchange;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Stands last: who shows no credentials is anonymous, where that is allowed. */
final class AnonymousAuthenticator implements Authenticator {
  private static final User ANONYMOUS =
      new User(User.ANONYMOUS, "", List.of(User.ALL_UNAUTHENTICATED), Map.of());

  private final Supplier<AuthenticationSettings> settings;
  private final boolean allowed;

  /**
   * @param allowed what holds where the configuration says nothing
   */
  AnonymousAuthenticator(Supplier<AuthenticationSettings> settings, boolean allowed) {
    this.settings = settings;
    this.allowed = allowed;
  }

  @Override
  public boolean isForStrangers() {
    return true;
  }

  @Override
  public Optional<User> authenticate(Exchange exchange) {
    AuthenticationSettings.Anonymous configured = settings.get().anonymous();
    if (configured == null ? allowed : configured.allows(exchange.path())) {
      return Optional.of(ANONYMOUS);
    }
    throw ApiException.unauthorized();
  }
}
