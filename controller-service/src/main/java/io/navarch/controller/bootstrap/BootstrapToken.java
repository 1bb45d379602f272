package io.navarch.controller.bootstrap;

import io.fabric8.kubernetes.api.model.Secret;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bootstrap token as a Secret keeps it.
 *
 * @param expires null for never
 */
record BootstrapToken(String id, String secret, boolean signs, @Nullable Instant expires) {
  static final String TYPE = "bootstrap.kubernetes.io/token";
  private static final String PREFIX = "bootstrap-token-";
  private static final Pattern ID = Pattern.compile("[a-z0-9]{6}");

  /** Empty for what is no token. */
  static Optional<BootstrapToken> of(Secret secret) {
    String id = value(secret, "token-id");
    String token = value(secret, "token-secret");
    if (!TYPE.equals(secret.getType())
        || !ID.matcher(id).matches()
        || !secret.getMetadata().getName().equals(PREFIX + id)
        || token.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BootstrapToken(
            id, token, value(secret, "usage-bootstrap-signing").equals("true"), expiry(secret)));
  }

  /** When the Secret's token ends: null for never; long ago where the time cannot be read. */
  static @Nullable Instant expiry(Secret secret) {
    String expiration = value(secret, "expiration");
    if (expiration.isEmpty()) {
      return null;
    }
    try {
      return Timestamps.instant(expiration);
    } catch (DecodeException malformed) {
      return Instant.EPOCH;
    }
  }

  boolean hasExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  private static String value(Secret secret, String key) {
    String encoded = secret.getData() == null ? null : secret.getData().get(key);
    if (encoded == null) {
      return "";
    }
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  @Override
  public String toString() {
    return "bootstrap token " + id;
  }
}
