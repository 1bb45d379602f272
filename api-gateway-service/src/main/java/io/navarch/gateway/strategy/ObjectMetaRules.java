package io.navarch.gateway.strategy;

import io.navarch.model.apply.ManagerNames;
import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.status.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rules for {@code metadata} that hold for objects of every kind, those inside of others too.
 */
public final class ObjectMetaRules {
  private static final int MAX_ANNOTATION_BYTES = 256 * 1024;

  private ObjectMetaRules() {}

  /** The rules for labels, annotations and owners. */
  public static void checkCommon(ApiObject object, List<FieldError> errors) {
    for (Map.Entry<String, Object> label : object.labels().entrySet()) {
      Formats.labelKey(label.getKey())
          .forEach(text -> errors.add(FieldError.invalid("metadata.labels", label.getKey(), text)));
      Formats.labelValue(String.valueOf(label.getValue()))
          .forEach(
              text -> errors.add(FieldError.invalid("metadata.labels", label.getValue(), text)));
    }
    checkAnnotations(object, errors);
    checkOwners(object, errors);
    checkManagers(object, errors);
  }

  private static void checkManagers(ApiObject object, List<FieldError> errors) {
    List<Object> managers = ApiObject.listAt(object.metadata(), "managedFields");
    for (int i = 0; i < managers.size(); i++) {
      if (managers.get(i) instanceof Map<?, ?> entry
          && entry.get("manager") instanceof String name
          && !name.isEmpty()) {
        errors.addAll(ManagerNames.check(name, "metadata.managedFields[" + i + "].manager"));
      }
    }
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

  /** The form of finalizers, whatever kind they stand on. */
  public static void checkFinalizers(ApiObject object, List<FieldError> errors) {
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
