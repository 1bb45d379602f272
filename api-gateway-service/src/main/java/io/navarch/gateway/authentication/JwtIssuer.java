package io.navarch.gateway.authentication;

import io.navarch.gateway.access.User;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tokens of one foreign issuer (OpenID Connect). */
final class JwtIssuer {
  /** How far ahead of ours the issuer's clock may be. */
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final String url;
  private final List<String> audiences;
  private final IssuerKeys keys;
  private final ClaimRules rules;
  private final InstantSource clock;

  JwtIssuer(
      String url, List<String> audiences, IssuerKeys keys, ClaimRules rules, InstantSource clock) {
    this.url = url;
    this.audiences = List.copyOf(audiences);
    this.keys = keys;
    this.rules = rules;
    this.clock = clock;
  }

  String url() {
    return url;
  }

  /** The user of a token that this issuer made for us and that holds now. */
  Optional<User> user(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      Map<String, Object> claims = Json.readObject(DECODER.decode(parts[1]));
      if (!url.equals(claims.get("iss"))) {
        return Optional.empty();
      }
      Map<String, Object> header = Json.readObject(DECODER.decode(parts[0]));
      byte[] text = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      boolean signed =
          keys.verify(text(header, "kid"), text(header, "alg"), text, DECODER.decode(parts[2]));
      return signed && isForUs(claims) && isInTime(claims) ? rules.user(claims) : Optional.empty();
    } catch (IllegalArgumentException | MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static String text(Map<String, Object> map, String name) {
    return map.get(name) instanceof String text ? text : "";
  }

  private boolean isForUs(Map<String, Object> claims) {
    return switch (claims.get("aud")) {
      case String one -> audiences.contains(one);
      case List<?> many -> many.stream().anyMatch(audiences::contains);
      case null, default -> false;
    };
  }

  private boolean isInTime(Map<String, Object> claims) {
    Instant now = clock.instant();
    if (!(claims.get("exp") instanceof Number expires)
        || !now.isBefore(Instant.ofEpochSecond(expires.longValue()))) {
      return false;
    }
    return !(claims.get("nbf") instanceof Number begins)
        || !now.plus(LEEWAY).isBefore(Instant.ofEpochSecond(begins.longValue()));
  }
}
