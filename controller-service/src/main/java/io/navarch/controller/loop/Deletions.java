package io.navarch.controller.loop;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.model.client.GatewayClients;
import org.jspecify.annotations.Nullable;

/** Deletes of exactly the object that was seen: by path, on condition of its uid. */
public final class Deletions {

  private Deletions() {}

  /**
   * Deletes the object at {@code path} if it still has the uid.
   *
   * @param policy {@code Background}, {@code Foreground}, {@code Orphan}, or null for the kind's
   *     own
   * @param grace seconds, or null for the object's own
   * @return false when the object is gone, or another has taken its name
   */
  public static boolean delete(
      KubernetesClient client,
      String path,
      @Nullable String uid,
      @Nullable String policy,
      @Nullable Long grace) {
    StringBuilder options = new StringBuilder("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\"");
    if (uid != null) {
      options.append(",\"preconditions\":{\"uid\":\"").append(uid).append("\"}");
    }
    if (policy != null) {
      options.append(",\"propagationPolicy\":\"").append(policy).append('"');
    }
    if (grace != null) {
      options.append(",\"gracePeriodSeconds\":").append(grace);
    }
    try {
      client.raw(path, "DELETE", options.append('}').toString());
      return true;
    } catch (KubernetesClientException refused) {
      if (GatewayClients.isNotFound(refused) || GatewayClients.isConflict(refused)) {
        return false;
      }
      throw refused;
    }
  }

  /** The path of a namespaced object of the core group. */
  public static String core(String namespace, String plural, String name) {
    return "/api/v1/namespaces/" + namespace + "/" + plural + "/" + name;
  }

  /** The path of a namespaced object of a group. */
  public static String grouped(String groupVersion, String namespace, String plural, String name) {
    return "/apis/" + groupVersion + "/namespaces/" + namespace + "/" + plural + "/" + name;
  }
}
