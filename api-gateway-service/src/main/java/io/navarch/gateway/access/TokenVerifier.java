package io.navarch.gateway.access;

import java.util.List;
import java.util.Optional;

/** One kind of bearer token. */
public interface TokenVerifier {
  /**
   * @param audiences of whom one must be meant by the token; empty for the API server's own
   * @return empty when the token is not of this kind or does not hold
   */
  Optional<Verified> verify(String token, List<String> audiences);

  /**
   * @param audiences that were asked for and are meant by the token; empty for kinds of tokens that
   *     know no audiences
   */
  record Verified(User user, List<String> audiences) {}
}
