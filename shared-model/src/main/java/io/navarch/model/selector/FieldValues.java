package io.navarch.model.selector;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of the fields that field selectors may name. */
public final class FieldValues {
  private FieldValues() {}

  /**
   * A field as text: the value at its path, the empty string where it is missing. A few fields are
   * not what they are called:
   *
   * <ul>
   *   <li>{@code spec.unschedulable} and {@code spec.hostNetwork} are {@code "false"} when missing
   *   <li>{@code source} and {@code reportingComponent} of an event stand in for each other
   *   <li>{@code status.replicas} of a ReplicationController or ReplicaSet is {@code "0"} when
   *       missing
   * </ul>
   */
  public static String of(ApiObject object, String field) {
    switch (field) {
      case "metadata.name" -> {
        return object.name();
      }
      case "metadata.namespace" -> {
        return object.namespace();
      }
      case "spec.unschedulable", "spec.hostNetwork" -> {
        return String.valueOf(Boolean.TRUE.equals(walk(object, field)));
      }
      case "spec.host" -> {
        return text(walk(object, "spec.nodeName"));
      }
      case "status.replicas" -> {
        String replicas = text(walk(object, field));
        return replicas.isEmpty() ? "0" : replicas;
      }
      case "status.successful" -> {
        String succeeded = text(walk(object, "status.succeeded"));
        return succeeded.isEmpty() ? "0" : succeeded;
      }
      case "source", "reportingComponent" -> {
        return eventSource(object);
      }
      default -> {
        return text(walk(object, regarding(object, field)));
      }
    }
  }

  /** Events of {@code events.k8s.io} say {@code regarding} for {@code involvedObject}. */
  private static String regarding(ApiObject object, String field) {
    return field.startsWith("involvedObject.") && object.root().containsKey("regarding")
        ? "regarding" + field.substring("involvedObject".length())
        : field;
  }

  private static String eventSource(ApiObject event) {
    String component = text(walk(event, "source.component"));
    if (component.isEmpty()) {
      component = text(walk(event, "deprecatedSource.component"));
    }
    if (component.isEmpty()) {
      component = text(walk(event, "reportingComponent"));
    }
    return component.isEmpty() ? text(walk(event, "reportingController")) : component;
  }

  private static @Nullable Object walk(ApiObject object, String path) {
    Object value = object.root();
    int start = 0;
    while (value instanceof Map<?, ?> map) {
      int dot = path.indexOf('.', start);
      if (dot < 0) {
        return map.get(path.substring(start));
      }
      value = map.get(path.substring(start, dot));
      start = dot + 1;
    }
    return null;
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : String.valueOf(value);
  }

  private static boolean hasNoFieldsOfItsOwn(ResourceDefinition resource) {
    return List.of("metadata.name").containsAll(resource.fieldSelectors());
  }

  /** Fields that are allowed beside the listed ones. */
  static boolean isAlwaysAllowed(String field, ResourceDefinition resource) {
    return field.equals("metadata.name")
        || (resource.kind().equals("Pod")
            && (field.equals("spec.host") || field.equals("status.podIPs")))
        || (resource.namespaced() && field.equals("metadata.namespace"))
        || (hasNoFieldsOfItsOwn(resource) && field.equals("metadata.namespace"));
  }
}
