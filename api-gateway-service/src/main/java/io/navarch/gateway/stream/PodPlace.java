package io.navarch.gateway.stream;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where pods and node agents are found, from the objects of the cluster only. */
final class PodPlace {
  private static final int DEFAULT_AGENT_PORT = 10250;
  private static final List<String> CONTAINER_LISTS =
      List.of("containers", "initContainers", "ephemeralContainers");

  private final ObjectReader reader;

  PodPlace(ObjectReader reader) {
    this.reader = reader;
  }

  ApiObject pod(String namespace, String name) {
    return reader
        .getNewest("", "pods", namespace, name)
        .orElseThrow(() -> ApiException.notFound("", "pods", name));
  }

  /** The node agent's address; the node's internal one first. */
  Target agent(String node, String path) {
    return agent(
        reader
            .getNewest("", "nodes", "", node)
            .orElseThrow(() -> ApiException.notFound("", "nodes", node)),
        path);
  }

  /**
   * The same for the node of a {@link #pod}, with which the cache has it too. It is missed by its
   * name as a pod, as upstream does.
   */
  Target agentOfPod(String node, String path) {
    return agent(
        reader
            .get("", "nodes", "", node)
            .orElseThrow(() -> ApiException.notFound("", "pods", node)),
        path);
  }

  private static Target agent(ApiObject node, String path) {
    return Target.nodeAgent(address(node), agentPort(node), path);
  }

  private static String address(ApiObject node) {
    Map<String, Object> status = ApiObject.mapAt(node.root(), "status");
    for (String type : List.of("InternalIP", "ExternalIP")) {
      for (Object entry : ApiObject.listAt(status, "addresses")) {
        if (entry instanceof Map<?, ?> a
            && type.equals(a.get("type"))
            && a.get("address") instanceof String address) {
          return address;
        }
      }
    }
    throw new ApiException(
        500, "", "no preferred addresses found; known addresses: []", ApiException.Details.NONE);
  }

  private static int agentPort(ApiObject node) {
    return node.at("status", "daemonEndpoints", "kubeletEndpoint", "Port") instanceof Number n
            && n.intValue() > 0
        ? n.intValue()
        : DEFAULT_AGENT_PORT;
  }

  /** The node of a pod, or the empty string where it has none yet. */
  static String nodeOf(ApiObject pod) {
    return pod.at("spec", "nodeName") instanceof String node ? node : "";
  }

  /**
   * The container that a request is about: the one it names, or the only one.
   *
   * @throws ApiException 400 where none is named and there are several, or there is no such one
   */
  static String container(ApiObject pod, String asked) {
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    if (!asked.isEmpty()) {
      boolean exists = CONTAINER_LISTS.stream().anyMatch(l -> names(spec, l).contains(asked));
      if (!exists) {
        throw ApiException.badRequest("container " + asked + " is not valid for pod " + pod.name());
      }
      return asked;
    }
    List<String> names = names(spec, "containers");
    if (names.size() == 1) {
      return names.getFirst();
    }
    String choices = "choose one of: [" + String.join(" ", names) + "]";
    List<String> init = names(spec, "initContainers");
    if (!init.isEmpty()) {
      choices += " or one of the init containers: [" + String.join(" ", init) + "]";
    }
    throw ApiException.badRequest(
        "a container name must be specified for pod " + pod.name() + ", " + choices);
  }

  private static List<String> names(Map<String, Object> spec, String list) {
    List<String> names = new ArrayList<>();
    for (Object container : ApiObject.listAt(spec, list)) {
      if (container instanceof Map<?, ?> map && map.get("name") instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }
}
