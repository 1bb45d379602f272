package io.navarch.gateway.access;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Jwt;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Makes and checks the tokens of service accounts. A token holds while its account, and the pod,
 * secret or node that it is bound to, exist with the same uid.
 */
public final class ServiceAccountTokens implements TokenVerifier {
  static final String USER_PREFIX = "system:serviceaccount:";
  static final String ALL_ACCOUNTS = "system:serviceaccounts";
  private static final String LEGACY_ISSUER = "kubernetes/serviceaccount";
  private static final int MOST_REMEMBERED = 20_000;

  /** Tokens of deleted pods hold a little longer, for what they do while they end. */
  private static final long LEEWAY_SECONDS = 60;

  private final ObjectReader reader;
  private final String issuer;
  private final List<String> ownAudiences;
  private final List<Jwt.VerifyingKey> keys;
  private final Signer signer;
  private final InstantSource clock;
  private final LegacyTokens legacy;
  private final TokenMetrics metrics;
  private final Map<String, Map<String, Object>> signed = new ConcurrentHashMap<>();

  /**
   * Who gives the tokens out.
   *
   * @param url the claim {@code iss}
   * @param audiences for whom tokens are that are meant for the API server
   */
  public record Issuer(String url, List<String> audiences) {
    public Issuer {
      audiences = audiences.isEmpty() ? List.of(url) : List.copyOf(audiences);
    }
  }

  /** How new tokens are signed. */
  record Signer(PrivateKey key, String keyId, Supplier<String> ids) {}

  /**
   * @param signingKey whose public key is the first of {@code keys}
   * @param ids makes a unique id for every token
   * @param legacy decides on tokens that lie in Secrets
   */
  public ServiceAccountTokens(
      ObjectReader reader,
      Issuer issuer,
      PrivateKey signingKey,
      List<PublicKey> keys,
      InstantSource clock,
      Supplier<String> ids,
      LegacyTokens legacy,
      TokenMetrics metrics) {
    this.reader = reader;
    this.issuer = issuer.url();
    this.ownAudiences = issuer.audiences();
    this.keys = keys.stream().map(Jwt.VerifyingKey::of).toList();
    this.signer = new Signer(signingKey, this.keys.getFirst().id(), ids);
    this.clock = clock;
    this.legacy = legacy;
    this.metrics = metrics;
  }

  public String issuer() {
    return issuer;
  }

  List<Jwt.VerifyingKey> keys() {
    return keys;
  }

  /** What a token is bound to beside its account: kind, in lower case, to name and uid. */
  record Binding(String kind, String name, String uid) {}

  record Issued(String token, String id, Instant expires) {}

  /**
   * @param lifetimeSeconds until it expires
   * @param warnAfterSeconds when it is reported as stale though it still holds; 0 for never
   */
  Issued issue(
      ApiObject account,
      List<Binding> bindings,
      List<String> audiences,
      long lifetimeSeconds,
      long warnAfterSeconds) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> bound = new LinkedHashMap<>();
    bound.put("namespace", account.namespace());
    for (Binding b : bindings) {
      bound.put(b.kind(), reference(b.name(), b.uid()));
    }
    bound.put("serviceaccount", reference(account.name(), account.uid()));
    if (warnAfterSeconds > 0) {
      bound.put("warnafter", now + warnAfterSeconds);
    }
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", audiences);
    claims.put("exp", now + lifetimeSeconds);
    claims.put("iat", now);
    claims.put("iss", issuer);
    String id = signer.ids().get();
    claims.put("jti", id);
    claims.put("kubernetes.io", bound);
    claims.put("nbf", now);
    claims.put("sub", USER_PREFIX + account.namespace() + ":" + account.name());
    return new Issued(
        Jwt.sign(claims, signer.key(), signer.keyId()),
        id,
        Instant.ofEpochSecond(now + lifetimeSeconds));
  }

  private static Map<String, Object> reference(String name, String uid) {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("name", name);
    reference.put("uid", uid);
    return reference;
  }

  @Override
  public Optional<Verified> verify(String token, List<String> audiences) {
    return verify(token, audiences, Remarks.NONE);
  }

  @Override
  public Optional<Verified> verify(String token, List<String> audiences, Remarks remarks) {
    Map<String, Object> claims = signedClaims(token);
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    if (claims.get("iss") instanceof String by && by.equals(LEGACY_ISSUER)) {
      return audiences.isEmpty() || audiences.stream().anyMatch(ownAudiences::contains)
          ? legacy.verify(token, claims, remarks).map(u -> new Verified(u, audiences))
          : Optional.empty();
    }
    List<String> asked = audiences.isEmpty() ? ownAudiences : audiences;
    List<String> named = strings(claims.get("aud"));
    if (asked.stream().noneMatch(named::contains)) {
      remarks.problem(
          "token audiences "
              + PolicyRule.quotedList(named)
              + " is invalid for the target audiences "
              + PolicyRule.quotedList(asked));
      return Optional.empty();
    }
    Optional<Verified> verified = bound(claims, asked);
    if (verified.isPresent()) {
      noteAge(claims, remarks);
    }
    return verified;
  }

  /** Signatures are checked once for each token. */
  private Map<String, Object> signedClaims(String token) {
    long began = System.nanoTime();
    Map<String, Object> known = signed.get(token);
    if (known != null) {
      metrics.cache().hit(began);
      return known;
    }
    Object by = Jwt.peek(token).map(c -> c.get("iss")).orElse(null);
    if (!issuer.equals(by) && !LEGACY_ISSUER.equals(by)) {
      return Map.of();
    }
    Map<String, Object> claims =
        metrics
            .cache()
            .fetch(() -> Jwt.verify(token, keys).orElse(Map.of()), found -> !found.isEmpty());
    if (!claims.isEmpty()) {
      if (signed.size() >= MOST_REMEMBERED) {
        signed.clear();
      }
      signed.put(token, claims);
    }
    return claims;
  }

  private Optional<Verified> bound(Map<String, Object> claims, List<String> audiences) {
    List<String> meant = new ArrayList<>(audiences);
    meant.retainAll(strings(claims.get("aud")));
    if (meant.isEmpty() || !inTime(claims)) {
      return Optional.empty();
    }
    Map<String, Object> bound = ApiObject.mapAt(claims, "kubernetes.io");
    String namespace = ApiObject.string(bound, "namespace");
    Map<String, Object> account = ApiObject.mapAt(bound, "serviceaccount");
    String name = ApiObject.string(account, "name");
    String subject = USER_PREFIX + namespace + ":" + name;
    if (!subject.equals(claims.get("sub"))
        || !stands("serviceaccounts", namespace, account)
        || !boundObjectsStand(namespace, bound)) {
      return Optional.empty();
    }
    return Optional.of(
        new Verified(
            user(namespace, name, ApiObject.string(account, "uid"), extra(claims, bound)), meant));
  }

  /** Clients should have taken a fresh token long before the old one ends. */
  private void noteAge(Map<String, Object> claims, Remarks remarks) {
    Object warnAfter = ApiObject.mapAt(claims, "kubernetes.io").get("warnafter");
    if (!(warnAfter instanceof Number threshold) || threshold.longValue() == 0) {
      return;
    }
    long late = clock.instant().getEpochSecond() - threshold.longValue();
    metrics.aged(late > 0);
    if (late > 0) {
      remarks.audit(
          "authentication.k8s.io/stale-token",
          "subject: " + claims.get("sub") + ", seconds after warning threshold: " + late);
    }
  }

  private boolean boundObjectsStand(String namespace, Map<String, Object> bound) {
    if (bound.get("pod") != null) {
      return stands("pods", namespace, ApiObject.mapAt(bound, "pod"));
    }
    if (bound.get("secret") != null) {
      return stands("secrets", namespace, ApiObject.mapAt(bound, "secret"));
    }
    return bound.get("node") == null || stands("nodes", "", ApiObject.mapAt(bound, "node"));
  }

  private boolean inTime(Map<String, Object> claims) {
    long now = clock.instant().getEpochSecond();
    return claims.get("exp") instanceof Number end
        && now <= end.longValue()
        && (!(claims.get("nbf") instanceof Number start)
            || now + LEEWAY_SECONDS >= start.longValue());
  }

  private boolean stands(String resource, String namespace, Map<String, Object> reference) {
    String name = ApiObject.string(reference, "name");
    String uid = ApiObject.string(reference, "uid");
    return reader
        .getLive("", resource, namespace, name)
        .filter(o -> o.uid().equals(uid))
        .filter(this::isNotLongDeleted)
        .isPresent();
  }

  private boolean isNotLongDeleted(ApiObject object) {
    return !(object.metadata().get("deletionTimestamp") instanceof String when)
        || clock.instant().isBefore(Instant.parse(when).plusSeconds(LEEWAY_SECONDS));
  }

  private static Map<String, List<String>> extra(
      Map<String, Object> claims, Map<String, Object> bound) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    String id = ApiObject.string(claims, "jti");
    if (!id.isEmpty()) {
      extra.put(CertificateAuthenticator.CREDENTIAL_ID, List.of("JTI=" + id));
    }
    for (String kind : List.of("pod", "node")) {
      if (bound.get(kind) != null) {
        Map<String, Object> reference = ApiObject.mapAt(bound, kind);
        String prefix = "authentication.kubernetes.io/" + kind;
        extra.put(prefix + "-name", List.of(ApiObject.string(reference, "name")));
        String uid = ApiObject.string(reference, "uid");
        if (!uid.isEmpty()) {
          extra.put(prefix + "-uid", List.of(uid));
        }
      }
    }
    return extra;
  }

  static User user(String namespace, String name, String uid, Map<String, List<String>> extra) {
    return new User(USER_PREFIX + namespace + ":" + name, uid, groups(namespace), extra);
  }

  /** The groups that every service account of a namespace is in. */
  static List<String> groups(String namespace) {
    return List.of(ALL_ACCOUNTS, ALL_ACCOUNTS + ":" + namespace);
  }

  static List<String> strings(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case String one -> List.of(one);
      case List<?> many ->
          many.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
