package io.navarch.gateway.registry;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.resource.ScalePaths;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code autoscaling/v1 Scale} of a workload: its wanted and present size. */
public final class ScaleForm {
  public static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");

  /** What tables and encodings need to know of it; it is stored nowhere. */
  static final ResourceDefinition RESOURCE =
      new ResourceDefinition(
          KIND.group(),
          KIND.version(),
          KIND.kind(),
          "scales",
          "scale",
          List.of(),
          List.of(),
          true,
          Set.of(),
          Map.of(),
          "scales",
          List.of(),
          KIND.apiVersion(),
          false,
          false,
          false,
          false,
          "");

  private static final List<String> REPLICAS = List.of("spec", "replicas");
  private static final List<String> READY_REPLICAS = List.of("status", "replicas");

  /** Stands for a wanted size that is not set. */
  private static final long NO_SIZE = Integer.MIN_VALUE;

  private ScaleForm() {}

  /** Where a custom resource keeps its size; null for built-in workloads. */
  private static @Nullable ScalePaths paths(ResourceDefinition resource) {
    ResourceDefinition.Subresource scale = resource.subresources().get("scale");
    return scale == null ? null : scale.scale();
  }

  /**
   * @throws ApiException 415 for a patch that needs merge keys, where a definition declares the
   *     scale
   */
  static void requirePatch(ResourceDefinition resource, String contentType) {
    if (paths(resource) != null
        && !contentType.equals("application/json-patch+json")
        && !contentType.equals("application/merge-patch+json")) {
      throw PatchOperation.unsupportedForCustom();
    }
  }

  /**
   * @throws ApiException 500 with upstream's text, where a custom object has no wanted size
   */
  static void requireSize(ResourceDefinition resource, ApiObject workload) {
    if (paths(resource) != null && !hasSize(resource, workload)) {
      throw ApiException.internal("the spec replicas field " + place(resource) + " does not exist");
    }
  }

  private static boolean hasSize(ResourceDefinition resource, ApiObject workload) {
    return at(workload, specReplicas(resource)) instanceof Number;
  }

  private static String place(ResourceDefinition resource) {
    return "\"." + String.join(".", specReplicas(resource)) + "\"";
  }

  /**
   * The scale that a change begins with: a custom object without a wanted size shows one that no
   * change may leave there.
   */
  static ApiObject changeable(ResourceDefinition resource, ApiObject workload) {
    ApiObject scale = of(workload, resource);
    if (paths(resource) != null && !hasSize(resource, workload)) {
      ApiObject.child(scale.root(), "spec").put("replicas", NO_SIZE);
    }
    return scale;
  }

  /** Where the wanted size stands. */
  static List<String> specReplicas(ResourceDefinition resource) {
    ScalePaths paths = paths(resource);
    return paths == null ? REPLICAS : paths.specReplicas();
  }

  private static @Nullable Object at(ApiObject workload, List<String> path) {
    return workload.at(path.toArray(String[]::new));
  }

  private static String text(ApiObject workload, ScalePaths paths) {
    return !paths.selector().isEmpty() && at(workload, paths.selector()) instanceof String selector
        ? selector
        : "";
  }

  public static ApiObject of(ApiObject workload, ResourceDefinition resource) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (String key : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      Object value = workload.metadata().get(key);
      if (value != null) {
        metadata.put(key, value);
      }
    }
    ScalePaths paths = paths(resource);
    Map<String, Object> spec = new LinkedHashMap<>();
    putNumber(spec, "replicas", at(workload, specReplicas(resource)));
    withoutZero(spec);
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("replicas", 0L);
    putNumber(
        status, "replicas", at(workload, paths == null ? READY_REPLICAS : paths.statusReplicas()));
    String selector = paths == null ? selector(workload, resource) : text(workload, paths);
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", KIND.kind());
    root.put("apiVersion", KIND.apiVersion());
    root.put("metadata", metadata);
    root.put("spec", spec);
    root.put("status", status);
    return new ApiObject(root);
  }

  /** A wanted size of zero is left out, as upstream's type says; the present size never is. */
  static ApiObject normalized(ApiObject scale) {
    if (scale.root().get("spec") instanceof Map<?, ?> spec) {
      withoutZero(spec);
    }
    return scale;
  }

  private static void withoutZero(Map<?, ?> spec) {
    if (spec.get("replicas") instanceof Number n && n.longValue() == 0) {
      spec.remove("replicas");
    }
  }

  private static void putNumber(Map<String, Object> to, String key, @Nullable Object value) {
    if (value instanceof Number n) {
      to.put(key, n.longValue());
    }
  }

  @SuppressWarnings("unchecked")
  private static String selector(ApiObject workload, ResourceDefinition resource) {
    if (!(workload.at("spec", "selector") instanceof Map<?, ?> selector)) {
      return "";
    }
    return resource.kind().equals("ReplicationController")
        ? LabelSelector.ofLabels((Map<String, Object>) selector).toString()
        : LabelSelector.ofObject((Map<String, Object>) selector).toString();
  }

  /** Puts the size that the scale wants into the workload. */
  public static ApiObject apply(ResourceDefinition resource, ApiObject workload, ApiObject scale) {
    Object replicas = scale.at("spec", "replicas");
    long wanted = replicas instanceof Number n ? n.longValue() : 0;
    if (wanted == NO_SIZE && paths(resource) != null) {
      throw ApiException.badRequest(
          "the spec replicas field " + place(resource) + " cannot be empty");
    }
    List<FieldError> errors =
        paths(resource) == null ? MetadataRules.checkScale(scale) : new ArrayList<>(0);
    if (wanted < 0 && paths(resource) == null) {
      errors.add(FieldError.invalid("spec.replicas", wanted, "must be greater than or equal to 0"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(KIND.group(), KIND.kind(), workload.name(), errors);
    }
    requireSameUid(resource, workload, scale);
    List<String> place = specReplicas(resource);
    Map<String, Object> parent = workload.root();
    for (String name : place.subList(0, place.size() - 1)) {
      parent = ApiObject.child(parent, name);
    }
    parent.put(place.getLast(), wanted);
    if (!scale.resourceVersion().isEmpty()) {
      workload.metadata().put("resourceVersion", scale.resourceVersion());
    }
    return workload;
  }

  /** The scale of a custom object has no say in which object it means. */
  private static void requireSameUid(
      ResourceDefinition resource, ApiObject workload, ApiObject scale) {
    String wanted = scale.uid();
    if (paths(resource) == null && !wanted.isEmpty() && !wanted.equals(workload.uid())) {
      throw ApiException.conflict(
          resource.group(),
          resource.plural() + "/scale",
          workload.name(),
          Preconditions.failed("UID", wanted, workload.uid()));
    }
  }
}
