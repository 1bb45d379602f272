package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.PodDNSConfigOption;
import io.navarch.node.cri.v1.DNSConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a pod's resolv.conf says, by its DNS policy and its own additions. */
final class ResolverPlanner {
  private static final int MOST_SERVERS = 3;
  private static final int MOST_SEARCHES = 32;

  private ResolverPlanner() {}

  /**
   * @param hostResolvConf the lines of the node's own resolver file
   */
  static DNSConfig plan(Pod pod, NodeFacts node, List<String> hostResolvConf) {
    Set<String> servers = new LinkedHashSet<>();
    Set<String> searches = new LinkedHashSet<>();
    Map<String, String> options = new LinkedHashMap<>();
    String policy = effectivePolicy(pod, node);
    if (policy.equals("ClusterFirst")) {
      servers.addAll(node.clusterDns());
      String domain = node.clusterDomain();
      searches.add(pod.getMetadata().getNamespace() + ".svc." + domain);
      searches.add("svc." + domain);
      searches.add(domain);
      readHost(hostResolvConf, new LinkedHashSet<>(), searches, new LinkedHashMap<>());
      options.put("ndots", "5");
    } else if (policy.equals("Default")) {
      readHost(hostResolvConf, servers, searches, options);
    }
    addOwn(pod.getSpec().getDnsConfig(), servers, searches, options);
    List<String> written = new ArrayList<>();
    options.forEach((k, v) -> written.add(v.isEmpty() ? k : k + ":" + v));
    return DNSConfig.newBuilder()
        .addAllServers(servers.stream().limit(MOST_SERVERS).toList())
        .addAllSearches(searches.stream().limit(MOST_SEARCHES).toList())
        .addAllOptions(written)
        .build();
  }

  private static String effectivePolicy(Pod pod, NodeFacts node) {
    String policy = pod.getSpec().getDnsPolicy();
    if (policy == null) {
      policy = "ClusterFirst";
    }
    boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    return switch (policy) {
      case "None" -> "None";
      case "ClusterFirstWithHostNet" -> node.clusterDns().isEmpty() ? "Default" : "ClusterFirst";
      case "ClusterFirst" ->
          hostNetwork || node.clusterDns().isEmpty() ? "Default" : "ClusterFirst";
      default -> "Default";
    };
  }

  private static void readHost(
      List<String> lines, Set<String> servers, Set<String> searches, Map<String, String> options) {
    for (String line : lines) {
      String[] words = line.trim().split("\\s+");
      if (words.length < 2 || words[0].startsWith("#")) {
        continue;
      }
      switch (words[0]) {
        case "nameserver" -> servers.add(words[1]);
        case "search" -> {
          for (int i = 1; i < words.length; i++) {
            String domain =
                words[i].endsWith(".") ? words[i].substring(0, words[i].length() - 1) : words[i];
            searches.add(domain.isEmpty() ? "." : domain);
          }
        }
        case "options" -> {
          for (int i = 1; i < words.length; i++) {
            int colon = words[i].indexOf(':');
            options.put(
                colon < 0 ? words[i] : words[i].substring(0, colon),
                colon < 0 ? "" : words[i].substring(colon + 1));
          }
        }
        default -> {}
      }
    }
  }

  private static void addOwn(
      @org.jspecify.annotations.Nullable PodDNSConfig own,
      Set<String> servers,
      Set<String> searches,
      Map<String, String> options) {
    if (own == null) {
      return;
    }
    servers.addAll(own.getNameservers());
    searches.addAll(own.getSearches());
    for (PodDNSConfigOption o : own.getOptions()) {
      options.put(o.getName(), o.getValue() == null ? "" : o.getValue());
    }
  }
}
