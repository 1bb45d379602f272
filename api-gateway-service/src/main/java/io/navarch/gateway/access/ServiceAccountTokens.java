package io.navarch.gateway.access;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Jwt;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks the tokens of service accounts. A token holds while its account, and the pod,
 * secret or node that it is bound to, exist with the same uid.
 */
public final class ServiceAccountTokens implements TokenVerifier {
  static final String USER_PREFIX = "system:serviceaccount:";
  static final String ALL_ACCOUNTS = "system:serviceaccounts";
  private static final String LEGACY_ISSUER = "kubernetes/serviceaccount";
  private static final String INVALIDATED = "service account token has been invalidated";
  private static final int MOST_REMEMBERED = 20_000;

  /**
   * For clocks that differ; tokens of deleted pods hold that much longer too, for what they do
   * while they end.
   */
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
    Map<String, Object> claims = signedClaims(token, remarks);
    if (claims.isEmpty()) {
      return Optional.empty();
    }
    List<String> asked = audiences.isEmpty() ? ownAudiences : audiences;
    List<String> named = strings(claims.get("aud"));
    if (named.isEmpty()) {
      // As tokens were once; they are for the API server alone.
      remarks.audit(LegacyTokens.AUDIT, ApiObject.string(claims, "sub"));
      metrics.withoutAudience();
      named = ownAudiences;
    }
    List<String> meant = asked.stream().filter(named::contains).toList();
    if (meant.isEmpty()) {
      return remarks.refuse(
          "token audiences "
              + PolicyRule.quotedList(named)
              + " is invalid for the target audiences "
              + PolicyRule.quotedList(asked));
    }
    Optional<User> user =
        LEGACY_ISSUER.equals(claims.get("iss"))
            ? legacy.verify(token, claims, remarks)
            : bound(claims, remarks);
    return user.map(u -> new Verified(u, meant));
  }

  /** Signatures are checked once for each token. */
  private Map<String, Object> signedClaims(String token, Remarks remarks) {
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
            .fetch(() -> readable(token, remarks).orElse(Map.of()), found -> !found.isEmpty());
    if (!claims.isEmpty()) {
      if (signed.size() >= MOST_REMEMBERED) {
        signed.clear();
      }
      signed.put(token, claims);
    }
    return claims;
  }

  /** The claims of a token that is signed and whose times and audiences are such. */
  private Optional<Map<String, Object>> readable(String token, Remarks remarks) {
    Optional<Map<String, Object>> claims = Jwt.verify(token, keys);
    if (claims.isEmpty()) {
      return remarks.refuse("go-jose/go-jose: error in cryptographic primitive");
    }
    Object audience = claims.get().get("aud");
    if (audience != null && !(audience instanceof String) && !(audience instanceof List<?>)) {
      return remarks.refuse(
          "go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience");
    }
    Object warnAfter = ApiObject.mapAt(claims.get(), "kubernetes.io").get("warnafter");
    boolean times =
        Stream.of("exp", "nbf", "iat").map(claims.get()::get).allMatch(ServiceAccountTokens::isTime)
            && isTime(warnAfter);
    return times
        ? claims
        : remarks.refuse("go-jose/go-jose/jwt: expected number value to unmarshal NumericDate");
  }

  private static boolean isTime(@Nullable Object claim) {
    return claim == null || claim instanceof Number;
  }

  /** Who shows a token that is bound to an account, and perhaps to another object. */
  private Optional<User> bound(Map<String, Object> claims, Remarks remarks) {
    String untimely = untimely(claims);
    if (!untimely.isEmpty()) {
      return remarks.refuse(untimely);
    }
    Map<String, Object> bound = ApiObject.mapAt(claims, "kubernetes.io");
    String namespace = ApiObject.string(bound, "namespace");
    Map<String, Object> account = ApiObject.mapAt(bound, "serviceaccount");
    String name = ApiObject.string(account, "name");
    String problem = problemOfAccount(namespace, account);
    if (problem.isEmpty()) {
      problem = problemOfBoundObjects(namespace, bound);
    }
    if (!problem.isEmpty()) {
      return remarks.refuse(problem);
    }
    if (!(USER_PREFIX + namespace + ":" + name).equals(claims.get("sub"))) {
      return remarks.refuse("sub claim is invalid");
    }
    noteAge(claims, remarks);
    return Optional.of(
        user(namespace, name, ApiObject.string(account, "uid"), extra(claims, bound)));
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

  /** Why the token does not hold yet or any more; empty where it does. */
  private String untimely(Map<String, Object> claims) {
    long now = clock.instant().getEpochSecond();
    if (claims.get("nbf") instanceof Number start && now + LEEWAY_SECONDS < start.longValue()) {
      return "service account token is not valid yet";
    }
    if (claims.get("exp") instanceof Number end && now - LEEWAY_SECONDS > end.longValue()) {
      return "service account token has expired";
    }
    return claims.get("iat") instanceof Number issued && now + LEEWAY_SECONDS < issued.longValue()
        ? "service account token is issued in the future"
        : "";
  }

  private String problemOfAccount(String namespace, Map<String, Object> reference) {
    String name = ApiObject.string(reference, "name");
    if (name.isEmpty()) {
      return "resource name may not be empty";
    }
    Optional<ApiObject> account = reader.getLive("", "serviceaccounts", namespace, name);
    if (account.isEmpty()) {
      return "serviceaccounts \"" + name + "\" not found";
    }
    String uid = ApiObject.string(reference, "uid");
    if (!account.get().uid().equals(uid)) {
      return "service account UID (%s) does not match claim (%s)"
          .formatted(account.get().uid(), uid);
    }
    return isNotLongDeleted(account.get())
        ? ""
        : "service account " + namespace + "/" + name + " has been deleted";
  }

  /** A token that is bound to a pod tells of the pod's node, and ends with the pod alone. */
  private String problemOfBoundObjects(String namespace, Map<String, Object> bound) {
    String problem = problemOf("secret", namespace, bound);
    if (problem.isEmpty()) {
      problem = problemOf("pod", namespace, bound);
    }
    return problem.isEmpty() && bound.get("pod") == null ? problemOf("node", "", bound) : problem;
  }

  private String problemOf(String kind, String namespace, Map<String, Object> bound) {
    if (bound.get(kind) == null) {
      return "";
    }
    Map<String, Object> reference = ApiObject.mapAt(bound, kind);
    Optional<ApiObject> object =
        reader.getLive("", kind + "s", namespace, ApiObject.string(reference, "name"));
    if (object.isEmpty()) {
      return INVALIDATED;
    }
    String uid = ApiObject.string(reference, "uid");
    if (!object.get().uid().equals(uid)) {
      return "%s UID (%s) does not match service account %s ref claim (%s)"
          .formatted(kind, object.get().uid(), kind, uid);
    }
    return isNotLongDeleted(object.get()) ? "" : INVALIDATED;
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

  static List<String> strings(@Nullable Object value) {
    return switch (value) {
      case String one -> List.of(one);
      case List<?> many ->
          many.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
