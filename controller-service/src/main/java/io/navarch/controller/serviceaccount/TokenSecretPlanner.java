package io.navarch.controller.serviceaccount;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fills token Secrets that somebody made, and ends those whose account has gone. Pure. */
final class TokenSecretPlanner {
  static final String TYPE = "kubernetes.io/service-account-token";
  static final String ACCOUNT_NAME = "kubernetes.io/service-account.name";
  static final String ACCOUNT_UID = "kubernetes.io/service-account.uid";
  static final String ISSUER = "kubernetes/serviceaccount";
  private static final String CLAIM = "kubernetes.io/serviceaccount/";

  private TokenSecretPlanner() {}

  /** The account's name, empty where the Secret names none. */
  static String account(Secret secret) {
    return annotation(secret, ACCOUNT_NAME);
  }

  static String annotation(Secret secret, String key) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    return annotations == null ? "" : annotations.getOrDefault(key, "");
  }

  /** Whether the Secret means exactly this account. */
  static boolean belongs(Secret secret, @Nullable ServiceAccount account) {
    String uid = annotation(secret, ACCOUNT_UID);
    return account != null && (uid.isEmpty() || uid.equals(account.getMetadata().getUid()));
  }

  /**
   * @param account that the Secret names, null where there is none of that name
   * @param rootCa certificates in PEM, empty for none
   */
  static TokenSecretPlan plan(Secret secret, @Nullable ServiceAccount account, String rootCa) {
    if (!belongs(secret, account)) {
      return new TokenSecretPlan.Delete();
    }
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    TokenSecretPlan.Fill missing =
        new TokenSecretPlan.Fill(
            !rootCa.isEmpty() && !base64(rootCa).equals(data.get("ca.crt")),
            data.getOrDefault("namespace", "").isEmpty(),
            data.getOrDefault("token", "").isEmpty());
    return missing.authority() || missing.namespace() || missing.token()
        ? missing
        : new TokenSecretPlan.Settled();
  }

  /** The claims of a token that lies in a Secret, as the Kubernetes API defines them. */
  static Map<String, Object> claims(Secret secret, ServiceAccount account) {
    String namespace = account.getMetadata().getNamespace();
    String name = account.getMetadata().getName();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put(CLAIM + "namespace", namespace);
    claims.put(CLAIM + "secret.name", secret.getMetadata().getName());
    claims.put(CLAIM + "service-account.name", name);
    claims.put(CLAIM + "service-account.uid", account.getMetadata().getUid());
    claims.put("sub", "system:serviceaccount:" + namespace + ":" + name);
    return claims;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
