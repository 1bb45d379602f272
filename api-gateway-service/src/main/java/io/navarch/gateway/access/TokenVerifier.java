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

  /** The same, telling what there is to say about the token, whether it holds or not. */
  default Optional<Verified> verify(String token, List<String> audiences, Remarks remarks) {
    return verify(token, audiences);
  }

  /**
   * For whom a token is that names no audience: for the API server and nobody else.
   *
   * @param asked empty for the API server's own
   * @param own the API server's
   * @return those of the audiences asked for that are the server's own; empty where the token is
   *     for none of them
   */
  static Optional<List<String>> meantForServer(List<String> asked, List<String> own) {
    List<String> meant = asked.isEmpty() ? own : asked.stream().filter(own::contains).toList();
    return meant.isEmpty() ? Optional.empty() : Optional.of(meant);
  }

  /** Takes what is to be said about a token. */
  interface Remarks {
    /** Nobody listens. */
    Remarks NONE =
        new Remarks() {
          @Override
          public void audit(String annotation, String value) {}

          @Override
          public void warn(String text) {}
        };

    /** For the audit log. */
    void audit(String annotation, String value);

    /** For the client. */
    void warn(String text);

    /** Why a token that is of this kind does not hold, for who reviews it. */
    default void problem(String text) {}

    /** Tells why the token does not hold, and has nothing else to tell. */
    default <T> Optional<T> refuse(String problem) {
      problem(problem);
      return Optional.empty();
    }
  }

  /**
   * @param audiences that were asked for and are meant by the token
   */
  record Verified(User user, List<String> audiences) {}
}
