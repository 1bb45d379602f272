package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a pod and resources of its containers, as the downward API hands them to containers.
 */
public final class DownwardValues {
  private final NodeFacts node;

  public DownwardValues(NodeFacts node) {
    this.node = node;
  }

  /** The value of a pod's field; {@code podIps} are the sandbox's addresses. */
  public String field(Pod pod, String path, List<String> podIps) throws ConfigFailure {
    var meta = pod.getMetadata();
    if (path.endsWith("']")) {
      int open = path.indexOf("['");
      String key = path.substring(open + 2, path.length() - 2);
      return switch (path.substring(0, open)) {
        case "metadata.labels" ->
            Objects.requireNonNullElse(orEmpty(meta.getLabels()).get(key), "");
        case "metadata.annotations" ->
            Objects.requireNonNullElse(orEmpty(meta.getAnnotations()).get(key), "");
        default -> throw new ConfigFailure("fieldPath \"" + path + "\" does not support subscript");
      };
    }
    return switch (path) {
      case "metadata.name" -> meta.getName();
      case "metadata.namespace" -> meta.getNamespace();
      case "metadata.uid" -> meta.getUid();
      case "metadata.labels" -> lines(meta.getLabels());
      case "metadata.annotations" -> lines(meta.getAnnotations());
      case "spec.nodeName" -> node.name();
      case "spec.serviceAccountName" ->
          Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "");
      case "status.hostIP" -> node.ip();
      case "status.hostIPs" -> String.join(",", node.ips());
      case "status.podIP" -> podIps.isEmpty() ? "" : podIps.getFirst();
      case "status.podIPs" -> String.join(",", podIps);
      default -> throw new ConfigFailure("unsupported fieldPath: " + path);
    };
  }

  /**
   * A request or limit of a container in units of the divisor, rounded up; missing limits are the
   * node's.
   */
  public String resource(Pod pod, ResourceFieldSelector selector, String defaultContainer)
      throws ConfigFailure {
    String name =
        selector.getContainerName() == null ? defaultContainer : selector.getContainerName();
    Container container = container(pod, name);
    if (container == null) {
      throw new ConfigFailure("container " + name + " not found");
    }
    int dot = selector.getResource().indexOf('.');
    if (dot < 0) {
      throw new ConfigFailure("unsupported container resource : " + selector.getResource());
    }
    String list = selector.getResource().substring(0, dot);
    String resource = selector.getResource().substring(dot + 1);
    var resources = container.getResources();
    Map<String, Quantity> limits = resources == null ? Map.of() : orEmpty(resources.getLimits());
    Map<String, Quantity> requests =
        resources == null ? Map.of() : orEmpty(resources.getRequests());
    Quantity value = list.equals("limits") ? limits.get(resource) : requests.get(resource);
    if (list.equals("limits") && (value == null || value.getNumericalAmount().signum() == 0)) {
      value = node.allocatable().get(resource);
    }
    BigDecimal amount = value == null ? BigDecimal.ZERO : value.getNumericalAmount();
    Quantity divisor = selector.getDivisor();
    BigDecimal unit =
        divisor == null || divisor.getNumericalAmount().signum() == 0
            ? BigDecimal.ONE
            : divisor.getNumericalAmount();
    return amount.divide(unit, 0, RoundingMode.CEILING).toPlainString();
  }

  private static @Nullable Container container(Pod pod, String name) {
    for (Container c : PodContainers.all(pod)) {
      if (c.getName().equals(name)) {
        return c;
      }
    }
    return null;
  }

  /** Labels or annotations as lines {@code key="value"}, sorted by key. */
  private static String lines(@Nullable Map<String, String> map) {
    return new TreeMap<>(orEmpty(map))
        .entrySet().stream()
            .map(e -> e.getKey() + "=" + quoted(e.getValue()))
            .collect(Collectors.joining("\n"));
  }

  private static String quoted(String value) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            out.append(String.format("\\x%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
    return map == null ? Map.of() : map;
  }
}
