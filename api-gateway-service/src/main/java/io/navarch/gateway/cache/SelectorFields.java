package io.navarch.gateway.cache;

import io.navarch.model.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What selectors need of an object: its labels, and the scalar fields that field selectors name, by
 * path. Objects hold few of the fields, so all kinds share one reader.
 *
 * @param labels {@code metadata.labels}
 * @param values scalars by path, such as {@code spec.nodeName}; absent ones are missing
 */
public record SelectorFields(Map<String, Object> labels, Map<String, String> values) {

  /** The top-level scalars and second-level scalars that some kind's field selectors name. */
  private static final Set<String> PATHS =
      Set.of(
          "metadata.name",
          "metadata.namespace",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.schedulerName",
          "spec.serviceAccountName",
          "spec.hostNetwork",
          "spec.unschedulable",
          "spec.clusterIP",
          "spec.type",
          "spec.signerName",
          "spec.driver",
          "status.phase",
          "status.podIP",
          "status.nominatedNodeName",
          "status.replicas",
          "status.successful",
          "status.succeeded",
          "type",
          "reason",
          "reportingComponent",
          "reportingController",
          "source.component",
          "involvedObject.kind",
          "involvedObject.namespace",
          "involvedObject.name",
          "involvedObject.uid",
          "involvedObject.apiVersion",
          "involvedObject.resourceVersion",
          "involvedObject.fieldPath");

  static SelectorFields read(byte[] json) {
    return of(Json.readObject(json));
  }

  /** Reads them from a tree. */
  public static SelectorFields of(Map<String, Object> root) {
    Map<String, Object> labels = Map.of();
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, Object> top : root.entrySet()) {
      if (top.getValue() instanceof Map<?, ?> members) {
        if (top.getKey().equals("metadata") && members.get("labels") instanceof Map<?, ?> found) {
          labels = cast(found);
        }
        readMembers(top.getKey(), members, values);
      } else {
        put(values, top.getKey(), top.getValue());
      }
    }
    return new SelectorFields(labels, Map.copyOf(values));
  }

  /**
   * The same with the values of more paths, as custom resources declare them.
   *
   * @param paths such as {@code spec.color}
   */
  SelectorFields with(Map<String, Object> root, List<String> paths) {
    Map<String, String> all = new LinkedHashMap<>(values);
    for (String path : paths) {
      Object here = root;
      for (String name : path.split("\\.")) {
        here = here instanceof Map<?, ?> map ? map.get(name) : null;
      }
      if (here instanceof String || here instanceof Number || here instanceof Boolean) {
        all.put(path, here.toString());
      }
    }
    return new SelectorFields(labels, Map.copyOf(all));
  }

  /** A field as text, empty where it is missing, false for switches that are off by default. */
  public String value(String path) {
    String value = values.get(path);
    if (value != null) {
      return value;
    }
    return switch (path) {
      case "spec.unschedulable", "spec.hostNetwork" -> "false";
      case "status.replicas", "status.successful" -> "0";
      case "source" ->
          values.getOrDefault("source.component", values.getOrDefault("reportingComponent", ""));
      case "reportingComponent" -> values.getOrDefault("source.component", "");
      default -> "";
    };
  }

  private static void readMembers(String parent, Map<?, ?> members, Map<String, String> values) {
    for (Map.Entry<?, ?> member : members.entrySet()) {
      Object value = member.getValue();
      if (value instanceof String || value instanceof Number || value instanceof Boolean) {
        put(values, parent + "." + member.getKey(), value);
      }
    }
  }

  private static void put(Map<String, String> values, String path, Object value) {
    if (value != null && PATHS.contains(path)) {
      values.put(path, value.toString());
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> cast(Map<?, ?> map) {
    return (Map<String, Object>) map;
  }
}
