package io.navarch.gateway.admission;

import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * PodNodeSelector: pods get the node selector of their namespace (by annotation, else the
 * cluster's), and may use no other labels than those that the configuration allows the namespace.
 */
final class PodNodeSelectorPlugin implements AdmissionPlugin {
  static final String NAME = "PodNodeSelector";
  private static final String ANNOTATION = "scheduler.alpha.kubernetes.io/node-selector";
  private static final String CLUSTER = "clusterDefaultNodeSelector";

  private final ObjectReader reader;
  private final Map<String, Map<String, String>> selectors;

  /**
   * @param selectors by namespace, and the default by the name {@code clusterDefaultNodeSelector}
   */
  PodNodeSelectorPlugin(ObjectReader reader, Map<String, Map<String, String>> selectors) {
    this.reader = reader;
    this.selectors = Map.copyOf(selectors);
  }

  /** The selectors of a configuration. */
  static Map<String, Map<String, String>> read(ConfigurationNode root) {
    Map<String, Map<String, String>> selectors = new LinkedHashMap<>();
    root.only("podNodeSelectorPluginConfig")
        .map("podNodeSelectorPluginConfig")
        .forEach(
            (name, text) -> {
              Map<String, String> labels = labels(text);
              if (labels == null) {
                throw new ConfigurationException(NAME + ": invalid selector: " + text);
              }
              selectors.put(name, labels);
            });
    return selectors;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = PodTrees.created(request);
    if (pod == null) {
      return;
    }
    Map<String, String> wanted = ofNamespace(request);
    refuseConflicts(request, pod, wanted);
    if (!wanted.isEmpty()) {
      Map<String, Object> merged = new TreeMap<>(wanted);
      merged.putAll(selector(pod));
      PodTrees.spec(pod).put("nodeSelector", merged);
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject pod = PodTrees.created(request);
    if (pod == null) {
      return;
    }
    refuseConflicts(request, pod, ofNamespace(request));
    Map<String, String> allowed = selectors.getOrDefault(request.namespace(), Map.of());
    if (!allowed.isEmpty() && !allowed.entrySet().containsAll(selector(pod).entrySet())) {
      throw forbidden(
          request, "pod node label selector labels conflict with its namespace whitelist");
    }
  }

  private static void refuseConflicts(
      AdmissionRequest request, ApiObject pod, Map<String, String> wanted) {
    Map<String, Object> own = selector(pod);
    boolean conflict =
        wanted.entrySet().stream()
            .anyMatch(
                e -> own.containsKey(e.getKey()) && !e.getValue().equals(own.get(e.getKey())));
    if (conflict) {
      throw forbidden(
          request, "pod node label selector conflicts with its namespace node label selector");
    }
  }

  private static Map<String, Object> selector(ApiObject pod) {
    return ApiObject.mapAt(PodTrees.spec(pod), "nodeSelector");
  }

  private Map<String, String> ofNamespace(AdmissionRequest request) {
    ApiObject namespace =
        reader
            .getLive("", "namespaces", "", request.namespace())
            .orElseThrow(() -> ApiException.notFound("", "namespaces", request.namespace()));
    if (!(namespace.annotations().get(ANNOTATION) instanceof String text)) {
      return selectors.getOrDefault(CLUSTER, Map.of());
    }
    Map<String, String> labels = labels(text);
    if (labels == null) {
      throw forbidden(request, "invalid selector: " + text);
    }
    return labels;
  }

  /** The labels of {@code a=b,c=d}; null where it is something else. */
  private static @Nullable Map<String, String> labels(String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return labels;
    }
    for (String part : text.split(",", -1)) {
      String[] sides = part.split("=", -1);
      if (sides.length != 2
          || !Formats.labelKey(sides[0].strip()).isEmpty()
          || !Formats.labelValue(sides[1].strip()).isEmpty()) {
        return null;
      }
      labels.put(sides[0].strip(), sides[1].strip());
    }
    return labels;
  }

  private static ApiException forbidden(AdmissionRequest request, String why) {
    return ApiException.forbidden("", "pods", request.named(), why);
  }
}
