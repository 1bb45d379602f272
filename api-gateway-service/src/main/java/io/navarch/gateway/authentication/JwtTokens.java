package io.navarch.gateway.authentication;

import io.navarch.gateway.access.TokenVerifier;
import io.navarch.gateway.access.User;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Tokens of the foreign issuers that are configured now. */
final class JwtTokens implements TokenVerifier {
  private final Supplier<AuthenticationSettings> settings;
  private final List<String> ownAudiences;

  /**
   * @param ownAudiences the API server's own; such tokens are for no other
   */
  JwtTokens(Supplier<AuthenticationSettings> settings, List<String> ownAudiences) {
    this.settings = settings;
    this.ownAudiences = List.copyOf(ownAudiences);
  }

  @Override
  public Optional<Verified> verify(String token, List<String> audiences) {
    Optional<List<String>> meant = TokenVerifier.meantForServer(audiences, ownAudiences);
    if (meant.isEmpty()) {
      return Optional.empty();
    }
    for (JwtIssuer issuer : settings.get().issuers()) {
      Optional<User> user = issuer.user(token);
      if (user.isPresent()) {
        return Optional.of(new Verified(user.get(), meant.get()));
      }
    }
    return Optional.empty();
  }
}
