package io.navarch.gateway.registry;

import io.navarch.gateway.cache.StoreFeed;
import java.util.Set;

/**
 * Resources whose objects decide about the requests that follow: access, admission, flow control,
 * definitions of resources. A write of one is answered when this server acts by it, so that a
 * client need not guess when its new rule holds. Other servers learn of it as soon as the store
 * tells them, as upstream.
 */
final class RulingResources {
  private static final Set<String> KEY_PREFIXES =
      Set.of(
          "clusterroles",
          "clusterrolebindings",
          "roles",
          "rolebindings",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings",
          "mutatingadmissionpolicies",
          "mutatingadmissionpolicybindings",
          "validatingwebhookconfigurations",
          "mutatingwebhookconfigurations",
          "apiextensions.k8s.io/customresourcedefinitions",
          "apiregistration.k8s.io/apiservices",
          "flowschemas",
          "prioritylevelconfigurations",
          "namespaces",
          "serviceaccounts",
          "limitranges",
          "resourcequotas",
          "priorityclasses",
          "runtimeclasses",
          "storageclasses",
          "ingressclasses");

  private RulingResources() {}

  /**
   * Whether an object of such a resource stands at the key.
   *
   * @param key as in the store, below {@code /registry/}
   */
  static boolean holds(String key) {
    int end = key.indexOf('/', StoreFeed.ROOT.length());
    if (end < 0) {
      return false;
    }
    if (KEY_PREFIXES.contains(key.substring(StoreFeed.ROOT.length(), end))) {
      return true;
    }
    int next = key.indexOf('/', end + 1);
    return next > 0 && KEY_PREFIXES.contains(key.substring(StoreFeed.ROOT.length(), next));
  }
}
