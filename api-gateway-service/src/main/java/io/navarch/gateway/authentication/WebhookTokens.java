package io.navarch.gateway.authentication;

import io.navarch.gateway.access.TokenCacheMetrics;
import io.navarch.gateway.access.TokenVerifier;
import io.navarch.gateway.access.User;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.callout.CalloutException;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a service, by TokenReview, whose a token is. Answers are remembered for a while. */
final class WebhookTokens implements TokenVerifier, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookTokens.class);
  private static final int MOST_REMEMBERED = 4_096;

  private final CalloutClient client;
  private final String version;
  private final List<String> ownAudiences;
  private final Duration remembered;
  private final InstantSource clock;
  private final TokenCacheMetrics metrics;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(Optional<Verified> verified, Instant until) {}

  /**
   * @param version of TokenReview that the service speaks
   * @param ownAudiences of which a token must be meant for one, where nobody asks for others
   */
  WebhookTokens(
      CalloutClient client,
      String version,
      List<String> ownAudiences,
      Duration remembered,
      InstantSource clock,
      TokenCacheMetrics metrics) {
    this.client = client;
    this.version = version;
    this.ownAudiences = List.copyOf(ownAudiences);
    this.remembered = remembered;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public Optional<Verified> verify(String token, List<String> audiences) {
    List<String> asked = audiences.isEmpty() ? ownAudiences : audiences;
    long began = System.nanoTime();
    // tokens themselves are not kept in memory
    String key = Sha256.hex(token) + " " + String.join(" ", asked);
    Answer known = answers.get(key);
    if (known != null && clock.instant().isBefore(known.until())) {
      metrics.hit(began);
      return known.verified();
    }
    Optional<Verified> verified;
    try {
      verified = metrics.fetch(() -> ask(token, asked), Optional::isPresent);
    } catch (CalloutException e) {
      log.warn("The token webhook has no answer: {}", e.getMessage());
      return Optional.empty();
    }
    if (answers.size() >= MOST_REMEMBERED) {
      answers.clear();
    }
    answers.put(key, new Answer(verified, clock.instant().plus(remembered)));
    return verified;
  }

  private Optional<Verified> ask(String token, List<String> audiences) {
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("kind", "TokenReview");
    review.put("apiVersion", "authentication.k8s.io/" + version);
    review.put("metadata", Map.of());
    review.put("spec", Map.of("token", token, "audiences", audiences));
    Map<String, Object> status = ApiObject.mapAt(client.post(Json.write(review)), "status");
    if (!Boolean.TRUE.equals(status.get("authenticated"))) {
      return Optional.empty();
    }
    List<String> known = strings(status.get("audiences"));
    List<String> meant =
        (known.isEmpty() ? ownAudiences : known).stream().filter(audiences::contains).toList();
    if (meant.isEmpty()) {
      return Optional.empty();
    }
    return user(ApiObject.mapAt(status, "user")).map(user -> new Verified(user, meant));
  }

  private static Optional<User> user(Map<String, Object> info) {
    String name = ApiObject.string(info, "username");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Map<String, List<String>> extra = new LinkedHashMap<>();
    ApiObject.mapAt(info, "extra").forEach((key, values) -> extra.put(key, strings(values)));
    return Optional.of(
        new User(name, ApiObject.string(info, "uid"), strings(info.get("groups")), extra));
  }

  private static List<String> strings(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  @Override
  public void close() {
    client.close();
  }
}
