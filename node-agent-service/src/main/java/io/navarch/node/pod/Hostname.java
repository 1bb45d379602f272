package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Pod;

/** How a pod is called on its own network. */
final class Hostname {
  private static final int LONGEST = 63;

  private Hostname() {}

  /** The short name: {@code spec.hostname}, else the pod's name, cut where names end. */
  static String of(Pod pod) {
    Object override = pod.getSpec().getAdditionalProperties().get("hostnameOverride");
    if (override instanceof String name && !name.isEmpty()) {
      return name;
    }
    String wanted = pod.getSpec().getHostname();
    String name = wanted == null || wanted.isEmpty() ? pod.getMetadata().getName() : wanted;
    if (name.length() <= LONGEST) {
      return name;
    }
    String cut = name.substring(0, LONGEST);
    int end = cut.length();
    while (end > 0 && (cut.charAt(end - 1) == '-' || cut.charAt(end - 1) == '.')) {
      end--;
    }
    return cut.substring(0, end);
  }

  /** The full name, empty when the pod has no subdomain. */
  static String fqdn(Pod pod, String clusterDomain) {
    String subdomain = pod.getSpec().getSubdomain();
    if (subdomain == null || subdomain.isEmpty()) {
      return "";
    }
    return of(pod)
        + "."
        + subdomain
        + "."
        + pod.getMetadata().getNamespace()
        + ".svc."
        + clusterDomain;
  }

  /** What the sandbox is told. */
  static String forSandbox(Pod pod, String clusterDomain) {
    String fqdn = fqdn(pod, clusterDomain);
    return Boolean.TRUE.equals(pod.getSpec().getSetHostnameAsFQDN()) && !fqdn.isEmpty()
        ? fqdn
        : of(pod);
  }
}
