package io.navarch.gateway.access;

import io.navarch.gateway.http.Exchange;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Users by {@code Authorization: Bearer}, or by the WebSocket subprotocol that browsers use in its
 * place.
 */
public final class BearerAuthenticator implements Authenticator {
  private static final String SCHEME = "bearer";
  private static final String[] NONE = {""};
  private static final String SUBPROTOCOL = "base64url.bearer.authorization.k8s.io.";

  private final List<TokenVerifier> verifiers;

  BearerAuthenticator(List<TokenVerifier> verifiers) {
    this.verifiers = List.copyOf(verifiers);
  }

  @Override
  public Optional<User> authenticate(Exchange exchange) {
    String token = token(exchange);
    if (token.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        verify(token, List.of(), new ForRequest(exchange))
            .orElseThrow(ApiException::unauthorized)
            .user());
  }

  /** What there is to say about the credentials of a request. */
  private record ForRequest(Exchange exchange) implements TokenVerifier.Remarks {
    @Override
    public void audit(String annotation, String value) {
      exchange.note(annotation, value);
    }

    @Override
    public void warn(String text) {
      exchange.addResponseHeader("Warning", "299 - \"" + text + "\"");
    }
  }

  /** Asks each kind of token; see {@link TokenVerifier#verify}. */
  Optional<TokenVerifier.Verified> verify(
      String token, List<String> audiences, TokenVerifier.Remarks remarks) {
    for (TokenVerifier verifier : verifiers) {
      Optional<TokenVerifier.Verified> verified = verifier.verify(token, audiences, remarks);
      if (verified.isPresent()) {
        return verified;
      }
    }
    return Optional.empty();
  }

  private static String token(Exchange exchange) {
    String[] parts = parts(exchange.header("Authorization"));
    if (parts.length > 1) {
      if (parts[1].isEmpty()) {
        new ForRequest(exchange)
            .warn(
                "the provided Authorization header contains extra space before the bearer token,"
                    + " and is ignored");
      }
      return parts[1];
    }
    return exchange.isWebSocket() ? tokenOfProtocols(exchange) : "";
  }

  /** The token that a header {@code Authorization} shows; empty where it shows none. */
  static String token(@Nullable String header) {
    String[] parts = parts(header);
    return parts.length > 1 ? parts[1] : "";
  }

  /** Scheme, token and what follows; empty where the scheme is another. */
  private static String[] parts(@Nullable String header) {
    String[] parts = header == null ? NONE : header.strip().split(" ", 3);
    return parts[0].toLowerCase(Locale.ROOT).equals(SCHEME) ? parts : NONE;
  }

  /**
   * Browsers cannot set the header {@code Authorization}. Another protocol must stand beside the
   * token, since one of them is repeated in the answer.
   */
  private static String tokenOfProtocols(Exchange exchange) {
    List<String> tokens = new ArrayList<>(1);
    boolean others = false;
    for (String header : exchange.headers("Sec-WebSocket-Protocol")) {
      for (String protocol : header.split(",", -1)) {
        if (protocol.strip().startsWith(SUBPROTOCOL)) {
          tokens.add(decoded(protocol.strip().substring(SUBPROTOCOL.length())));
        } else {
          others = true;
        }
      }
    }
    if (tokens.isEmpty() || tokens.equals(List.of(""))) {
      return "";
    }
    if (tokens.size() > 1 || !others) {
      throw ApiException.unauthorized();
    }
    return tokens.getFirst();
  }

  private static String decoded(String base64) {
    if (base64.indexOf('=') >= 0) {
      throw ApiException.unauthorized();
    }
    try {
      return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.unauthorized();
    }
  }
}
