package io.navarch.gateway.access;

import io.navarch.model.object.ApiObject;
import io.navarch.model.object.PodReferences;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which node has to do with which objects: node to pods, pods to what they use, claims to volumes,
 * volumes to their secrets. Kept up change by change; a question costs as much as the object has
 * users. Not safe for concurrent use.
 */
final class NodeGraph {
  private static final String MIRROR = "kubernetes.io/config.mirror";

  /** A pod that has a node. */
  private record Pod(String node, Set<String> uses) {}

  /** A volume that a claim has. */
  private record Volume(String claim, Set<String> secrets) {}

  private final Map<String, Pod> pods = new HashMap<>();
  private final Map<String, Set<String>> podsByUse = new HashMap<>();
  private final Map<String, Volume> volumes = new HashMap<>();
  private final Map<String, Set<String>> volumesBySecret = new HashMap<>();
  private final Map<String, String> nodeByAttachment = new HashMap<>();
  private final Map<String, String> nodeBySlice = new HashMap<>();

  private static String key(String resource, String namespace, String name) {
    return resource + "/" + namespace + "/" + name;
  }

  /**
   * An object appeared, changed or went.
   *
   * @param object null when it went
   */
  void change(String resource, String namespace, String name, @Nullable ApiObject object) {
    switch (resource) {
      case "pods" -> changePod(namespace + "/" + name, object);
      case "persistentvolumes" -> changeVolume(name, object);
      case "volumeattachments" -> changeNode(nodeByAttachment, name, object);
      case "resourceslices" -> changeNode(nodeBySlice, name, object);
      default -> throw new IllegalArgumentException("not part of the graph: " + resource);
    }
  }

  private static void changeNode(
      Map<String, String> nodes, String name, @Nullable ApiObject object) {
    if (object != null && object.at("spec", "nodeName") instanceof String node) {
      nodes.put(name, node);
    } else {
      nodes.remove(name);
    }
  }

  private void changePod(String key, @Nullable ApiObject pod) {
    Pod before = pods.remove(key);
    if (before != null) {
      before.uses().forEach(use -> unlink(podsByUse, use, key));
    }
    if (pod == null || !(pod.at("spec", "nodeName") instanceof String node) || node.isEmpty()) {
      return;
    }
    // A node makes mirror pods itself; they must not give it access to anything.
    Set<String> uses = pod.annotations().containsKey(MIRROR) ? Set.of() : uses(pod);
    pods.put(key, new Pod(node, uses));
    uses.forEach(use -> link(podsByUse, use, key));
  }

  private static Set<String> uses(ApiObject pod) {
    PodReferences references = PodReferences.of(pod);
    Set<String> uses = new HashSet<>();
    references.secrets().forEach(n -> uses.add(key("secrets", pod.namespace(), n)));
    references.configMaps().forEach(n -> uses.add(key("configmaps", pod.namespace(), n)));
    references.claims().forEach(n -> uses.add(key("persistentvolumeclaims", pod.namespace(), n)));
    references.serviceAccounts().forEach(n -> uses.add(key("serviceaccounts", pod.namespace(), n)));
    references.deviceClaims().forEach(n -> uses.add(key("resourceclaims", pod.namespace(), n)));
    return uses;
  }

  private void changeVolume(String name, @Nullable ApiObject volume) {
    Volume before = volumes.remove(name);
    if (before != null) {
      before.secrets().forEach(secret -> unlink(volumesBySecret, secret, name));
    }
    if (volume == null
        || !(volume.at("spec", "claimRef") instanceof Map<?, ?> claim)
        || !(claim.get("namespace") instanceof String namespace)
        || !(claim.get("name") instanceof String claimName)) {
      return;
    }
    Set<String> secrets = new HashSet<>();
    VolumeSecrets.forNodes(ApiObject.mapAt(volume.root(), "spec"), namespace)
        .forEach(s -> secrets.add(key("secrets", s.namespace(), s.name())));
    volumes.put(name, new Volume(key("persistentvolumeclaims", namespace, claimName), secrets));
    secrets.forEach(secret -> link(volumesBySecret, secret, name));
  }

  private static void link(Map<String, Set<String>> index, String from, String to) {
    index.computeIfAbsent(from, _ -> new HashSet<>()).add(to);
  }

  private static void unlink(Map<String, Set<String>> index, String from, String to) {
    index.computeIfPresent(
        from,
        (_, all) -> {
          all.remove(to);
          return all.isEmpty() ? null : all;
        });
  }

  /** Whether a node has to do with an object. */
  boolean relates(String node, String resource, String namespace, String name) {
    return switch (resource) {
      case "pods" -> isOn(node, namespace + "/" + name);
      case "persistentvolumes" -> volumeIsOn(node, name);
      case "volumeattachments" -> node.equals(nodeByAttachment.get(name));
      case "resourceslices" -> node.equals(nodeBySlice.get(name));
      case "secrets" -> {
        String secret = key(resource, namespace, name);
        yield isUsedOn(node, secret)
            || volumesBySecret.getOrDefault(secret, Set.of()).stream()
                .anyMatch(volume -> volumeIsOn(node, volume));
      }
      default -> isUsedOn(node, key(resource, namespace, name));
    };
  }

  private boolean isOn(String node, String pod) {
    Pod known = pods.get(pod);
    return known != null && known.node().equals(node);
  }

  private boolean isUsedOn(String node, String use) {
    for (String pod : podsByUse.getOrDefault(use, Set.of())) {
      if (isOn(node, pod)) {
        return true;
      }
    }
    return false;
  }

  private boolean volumeIsOn(String node, String name) {
    Volume volume = volumes.get(name);
    return volume != null && isUsedOn(node, volume.claim());
  }
}
