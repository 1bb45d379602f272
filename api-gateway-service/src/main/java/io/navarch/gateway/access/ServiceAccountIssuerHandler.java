package io.navarch.gateway.access;

import io.navarch.gateway.http.ErrorAnswer;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.model.json.Json;
import io.navarch.model.pki.Jwt;
import io.navarch.model.status.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets others check service account tokens: the issuer's OpenID configuration and its public keys.
 */
final class ServiceAccountIssuerHandler implements NonResourceHandler {
  private static final String CONFIGURATION = "/.well-known/openid-configuration";
  private static final String KEY_SET = "application/jwk-set+json";
  private static final String KEYS = "/openid/v1/jwks";

  private final byte[] configuration;
  private final byte[] keys;

  /**
   * @param advertised where clients in the cluster reach the API, such as {@code
   *     https://192.0.2.1:6443}
   */
  ServiceAccountIssuerHandler(ServiceAccountTokens tokens, String advertised) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", tokens.issuer());
    document.put("jwks_uri", advertised + KEYS);
    document.put("response_types_supported", List.of("id_token"));
    document.put("subject_types_supported", List.of("public"));
    document.put(
        "id_token_signing_alg_values_supported",
        tokens.keys().stream().map(Jwt.VerifyingKey::algorithm).distinct().toList());
    this.configuration = Json.write(document);
    this.keys =
        Json.write(Map.of("keys", tokens.keys().stream().map(Jwt.VerifyingKey::jwk).toList()));
  }

  @Override
  public boolean serves(String path) {
    return path.equals(CONFIGURATION) || path.equals(KEYS);
  }

  @Override
  public void handle(Exchange exchange, User user) {
    ErrorAnswer.requireGet(exchange);
    if (exchange.path().equals(KEYS) && !accepts(exchange.header("Accept"))) {
      throw new ApiException(
          406,
          "NotAcceptable",
          "406: Not Acceptable\n\nAvailable representations: " + KEY_SET,
          ApiException.Details.EMPTY);
    }
    exchange.addResponseHeader("Cache-Control", "public, max-age=3600");
    if (exchange.path().equals(KEYS)) {
      exchange.respond(200, KEY_SET, keys);
    } else {
      exchange.respond(200, "application/json", configuration);
    }
  }

  private static boolean accepts(@Nullable String accept) {
    return accept == null
        || accept.isBlank()
        || Stream.of(KEY_SET, "application/*", "*/*").anyMatch(accept::contains);
  }
}
