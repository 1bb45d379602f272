package io.navarch.gateway.audit;

import io.navarch.gateway.access.User;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Lets code on the way of a request add to its audit event; does nothing, at next to no cost, where
 * the request is not recorded.
 */
public final class AuditTrail {
  private static final ScopedValue<AuditEvent> CURRENT = ScopedValue.newInstance();

  private AuditTrail() {}

  static void recording(AuditEvent event, Runnable rest) {
    ScopedValue.where(CURRENT, event).run(rest);
  }

  /**
   * Adds an annotation; the first value of a key stays.
   *
   * @param key qualified, such as {@code pod-security.kubernetes.io/enforce-policy}
   */
  public static void annotate(String key, String value) {
    if (CURRENT.isBound()) {
      CURRENT.get().annotate(key, value);
    }
  }

  /** Takes annotations of the request that runs on this thread now, from any thread. */
  public static BiConsumer<String, String> current() {
    return CURRENT.isBound() ? CURRENT.get()::annotate : (_, _) -> {};
  }

  /** Whether bodies of the request that runs on this thread are recorded. */
  public static boolean recordsBodies() {
    return CURRENT.isBound() && CURRENT.get().recordsBodies();
  }

  /**
   * What the request sent, as it was understood: with defaults, before anything was admitted. What
   * comes first counts, since patches and webhooks make further objects of it.
   *
   * @param tree is not kept
   */
  public static void requested(Map<String, Object> tree) {
    if (CURRENT.isBound()) {
      CURRENT.get().requested(tree);
    }
  }

  /** The same for a patch, which is shown as it was written. */
  public static void requestedPatch(byte[] patch, String contentType) {
    if (CURRENT.isBound()) {
      CURRENT.get().requestedPatch(patch, contentType);
    }
  }

  /** What authorization said of the request. */
  public static void decided(String decision, String reason) {
    if (CURRENT.isBound()) {
      CURRENT.get().annotate("authorization.k8s.io/decision", decision);
      CURRENT.get().annotate("authorization.k8s.io/reason", reason);
    }
  }

  /**
   * The user acts as another from here on.
   *
   * @param constraint the verb of constrained impersonation that allowed it, or empty
   */
  public static void impersonated(User other, String constraint) {
    if (CURRENT.isBound()) {
      CURRENT.get().impersonated(other, constraint);
    }
  }
}
