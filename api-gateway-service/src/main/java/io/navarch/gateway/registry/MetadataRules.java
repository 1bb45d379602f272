package io.navarch.gateway.registry;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules for {@code metadata} that hold for every kind, in upstream's order and words. */
final class MetadataRules {
  private static final int MAX_ANNOTATION_BYTES = 256 * 1024;
  private static final String IMMUTABLE = "field is immutable";
  private static final Set<String> KNOWN_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");
  private static final Set<String> KNOWN_FINALIZER_GROUPS =
      Set.of(
          "",
          "apps",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "discovery.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "networking.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io");

  private MetadataRules() {}

  static List<FieldError> checkNew(ResourceDefinition resource, ApiObject object) {
    List<FieldError> errors = new ArrayList<>(0);
    Map<String, Object> metadata = object.metadata();
    String generateName = ApiObject.string(metadata, "generateName");
    if (!generateName.isEmpty()) {
      NameRules.checkName(resource, generateName, true)
          .forEach(
              text -> errors.add(FieldError.invalid("metadata.generateName", generateName, text)));
    }
    if (object.name().isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    } else {
      NameRules.checkName(resource, object.name(), false)
          .forEach(text -> errors.add(FieldError.invalid("metadata.name", object.name(), text)));
    }
    checkNamespace(resource, object, errors);
    if (object.generation() < 0) {
      errors.add(
          FieldError.invalid(
              "metadata.generation", object.generation(), "must be greater than or equal to 0"));
    }
    checkCommon(object, errors);
    checkFinalizers(object, errors);
    checkKnownFinalizers(resource, object, errors);
    return errors;
  }

  private static void checkNamespace(
      ResourceDefinition resource, ApiObject object, List<FieldError> errors) {
    String namespace = object.namespace();
    if (!resource.namespaced()) {
      if (!namespace.isEmpty()) {
        errors.add(FieldError.forbidden("metadata.namespace", "not allowed on this type"));
      }
    } else if (namespace.isEmpty()) {
      errors.add(FieldError.required("metadata.namespace", ""));
    } else {
      Formats.dns1123Label(namespace)
          .forEach(text -> errors.add(FieldError.invalid("metadata.namespace", namespace, text)));
    }
  }

  static List<FieldError> checkUpdate(
      ResourceDefinition resource, ApiObject object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>(0);
    checkFinalizers(object, errors);
    checkKnownFinalizers(resource, object, errors);
    if (old.isBeingDeleted()) {
      TreeSet<String> added = new TreeSet<>(object.finalizers());
      old.finalizers().forEach(added::remove);
      if (!added.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers []string{\""
                    + String.join("\", \"", added)
                    + "\"}"));
      }
    }
    if (object.resourceVersion().isEmpty()) {
      errors.add(
          FieldError.invalid("metadata.resourceVersion", "", "must be specified for an update"));
    }
    if (object.generation() < old.generation()) {
      errors.add(
          FieldError.invalid(
              "metadata.generation", object.generation(), "must not be decremented"));
    }
    for (String field :
        List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds")) {
      Object now = object.metadata().get(field);
      if (!Objects.equals(emptyToNull(now), emptyToNull(old.metadata().get(field)))) {
        errors.add(FieldError.invalid("metadata." + field, now, IMMUTABLE));
      }
    }
    checkCommon(object, errors);
    return errors;
  }

  private static @Nullable Object emptyToNull(@Nullable Object value) {
    return "".equals(value) ? null : value;
  }

  private static void checkCommon(ApiObject object, List<FieldError> errors) {
    for (Map.Entry<String, Object> label : object.labels().entrySet()) {
      Formats.labelKey(label.getKey())
          .forEach(text -> errors.add(FieldError.invalid("metadata.labels", label.getKey(), text)));
      Formats.labelValue(String.valueOf(label.getValue()))
          .forEach(
              text -> errors.add(FieldError.invalid("metadata.labels", label.getValue(), text)));
    }
    checkAnnotations(object, errors);
    checkOwners(object, errors);
  }

  private static void checkAnnotations(ApiObject object, List<FieldError> errors) {
    long size = 0;
    for (Map.Entry<String, Object> annotation : object.annotations().entrySet()) {
      String key = annotation.getKey();
      Formats.labelKey(key.toLowerCase(Locale.ROOT))
          .forEach(text -> errors.add(FieldError.invalid("metadata.annotations", key, text)));
      size += bytes(key) + bytes(String.valueOf(annotation.getValue()));
    }
    if (size > MAX_ANNOTATION_BYTES) {
      errors.add(FieldError.tooLong("metadata.annotations", MAX_ANNOTATION_BYTES));
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void checkOwners(ApiObject object, List<FieldError> errors) {
    List<Object> owners = ApiObject.listAt(object.metadata(), "ownerReferences");
    String controller = "";
    for (int i = 0; i < owners.size(); i++) {
      if (!(owners.get(i) instanceof Map<?, ?> owner)) {
        continue;
      }
      checkOwner("metadata.ownerReferences", owner, errors);
      if (Boolean.TRUE.equals(owner.get("controller"))) {
        String found = owner.get("kind") + "/" + owner.get("name");
        if (controller.isEmpty()) {
          controller = found;
        } else {
          errors.add(
              FieldError.invalid(
                  "metadata.ownerReferences",
                  owners,
                  "Only one reference can have Controller set to true. Found \"true\" in references"
                      + " for "
                      + controller
                      + " and "
                      + found));
        }
      }
    }
  }

  private static void checkOwner(String path, Map<?, ?> owner, List<FieldError> errors) {
    String apiVersion = text(owner, "apiVersion");
    String kind = text(owner, "kind");
    if (GroupVersionKind.of(apiVersion, kind).version().isEmpty()) {
      errors.add(FieldError.invalid(path + ".apiVersion", apiVersion, "version must not be empty"));
    }
    for (String required : List.of("kind", "name", "uid")) {
      if (text(owner, required).isEmpty()) {
        errors.add(FieldError.invalid(path + "." + required, "", "must not be empty"));
      }
    }
    if (apiVersion.equals("v1") && kind.equals("Event")) {
      errors.add(
          FieldError.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
    }
  }

  private static String text(Map<?, ?> map, String key) {
    return map.get(key) instanceof String s ? s : "";
  }

  /** Built-in kinds take a finalizer without a domain only where it is a known one. */
  private static void checkKnownFinalizers(
      ResourceDefinition resource, ApiObject object, List<FieldError> errors) {
    List<String> finalizers = object.finalizers();
    if (finalizers.isEmpty() || !KNOWN_FINALIZER_GROUPS.contains(resource.group())) {
      return;
    }
    for (int i = 0; i < finalizers.size(); i++) {
      String finalizer = finalizers.get(i);
      if (!finalizer.contains("/") && !KNOWN_FINALIZERS.contains(finalizer)) {
        errors.add(
            FieldError.invalid(
                "metadata.finalizers[" + i + "]",
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified"));
      }
    }
  }

  private static void checkFinalizers(ApiObject object, List<FieldError> errors) {
    List<String> finalizers = object.finalizers();
    for (String finalizer : finalizers) {
      Formats.labelKey(finalizer)
          .forEach(text -> errors.add(FieldError.invalid("metadata.finalizers", finalizer, text)));
    }
    if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
      errors.add(
          FieldError.invalid(
              "metadata.finalizers",
              finalizers,
              "finalizer orphan and foregroundDeletion cannot be both set"));
    }
  }
}
