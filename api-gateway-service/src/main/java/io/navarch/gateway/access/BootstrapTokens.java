package io.navarch.gateway.access;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.decode.DecodeException;
import io.navarch.model.decode.Timestamps;
import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bootstrap tokens, {@code <id>.<secret>}, which new nodes join with: each is a Secret {@code
 * kube-system/bootstrap-token-<id>}.
 */
final class BootstrapTokens implements TokenVerifier {
  private static final Pattern FORM = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");
  private static final String GROUP = "system:bootstrappers";
  private static final Pattern EXTRA_GROUP =
      Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");

  private final ObjectReader reader;
  private final List<String> ownAudiences;
  private final InstantSource clock;

  /**
   * @param ownAudiences the API server's own; such tokens are for no other
   */
  BootstrapTokens(ObjectReader reader, List<String> ownAudiences, InstantSource clock) {
    this.reader = reader;
    this.ownAudiences = List.copyOf(ownAudiences);
    this.clock = clock;
  }

  @Override
  public Optional<Verified> verify(String token, List<String> audiences) {
    Matcher parts = FORM.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<List<String>> meant = TokenVerifier.meantForServer(audiences, ownAudiences);
    if (meant.isEmpty()) {
      return Optional.empty();
    }
    String id = parts.group(1);
    return reader
        .get("", "secrets", "kube-system", "bootstrap-token-" + id)
        .filter(s -> !s.isBeingDeleted())
        .filter(s -> "bootstrap.kubernetes.io/token".equals(s.root().get("type")))
        .map(s -> ApiObject.mapAt(s.root(), "data"))
        .filter(data -> holds(data, id, parts.group(2)))
        .map(data -> new Verified(user(data, id), meant.get()));
  }

  private boolean holds(Map<String, Object> data, String id, String secret) {
    return CertificateAuthenticator.sameSecret(field(data, "token-secret"), secret)
        && field(data, "token-id").equals(id)
        && field(data, "usage-bootstrap-authentication").equals("true")
        && !hasExpired(field(data, "expiration"))
        && groups(data).stream().allMatch(g -> EXTRA_GROUP.matcher(g).matches());
  }

  private boolean hasExpired(String expiration) {
    if (expiration.isEmpty()) {
      return false;
    }
    try {
      return !clock.instant().isBefore(Timestamps.instant(expiration));
    } catch (DecodeException e) {
      return true;
    }
  }

  private static List<String> groups(Map<String, Object> data) {
    String groups = field(data, "auth-extra-groups");
    return groups.isEmpty() ? List.of() : List.of(groups.split(",", -1));
  }

  private static User user(Map<String, Object> data, String id) {
    Set<String> groups = new TreeSet<>(groups(data));
    groups.add(GROUP);
    return new User("system:bootstrap:" + id, "", List.copyOf(groups), Map.of());
  }

  private static String field(Map<String, Object> data, String key) {
    try {
      return new String(
          Base64.getDecoder().decode(ApiObject.string(data, key)), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
