package io.navarch.gateway.encryption;

import io.navarch.gateway.stored.StoredResource;
import java.util.List;
import java.util.Map;

/**
 * Which providers hold for which resources: an exact name first, then all of a group, then
 * everything.
 *
 * @param plugins that must be closed when the rules are replaced
 */
record EncryptionRules(Map<StoredResource, Providers> byResource, List<KmsPlugin> plugins) {
  private static final StoredResource EVERYTHING = new StoredResource("*", "*");

  EncryptionRules {
    byResource = Map.copyOf(byResource);
    plugins = List.copyOf(plugins);
  }

  Providers of(StoredResource resource) {
    Providers exact = byResource.get(resource);
    if (exact != null) {
      return exact;
    }
    Providers group = byResource.get(new StoredResource(resource.group(), "*"));
    return group != null ? group : byResource.getOrDefault(EVERYTHING, Providers.NONE);
  }

  /** What is wrong with a key management plugin; empty when all are well. */
  String problem() {
    for (KmsPlugin plugin : plugins) {
      String problem = plugin.problem();
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    return "";
  }

  void close() {
    plugins.forEach(KmsPlugin::close);
  }
}
