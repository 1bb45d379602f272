package io.navarch.gateway.registry;

import io.navarch.gateway.strategy.ObjectMetaRules;
import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules for {@code metadata} that hold for every kind, in upstream's order and words. */
final class MetadataRules {
  private static final String IMMUTABLE = "field is immutable";
  private static final List<String> IMMUTABLE_FIELDS =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");
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

  /**
   * @param furtherNameRules what is wrong with a name beside its format
   */
  static List<FieldError> checkNew(
      ResourceDefinition resource,
      ApiObject object,
      Function<String, List<String>> furtherNameRules) {
    List<FieldError> errors = new ArrayList<>(0);
    Map<String, Object> metadata = object.metadata();
    String generateName = ApiObject.string(metadata, "generateName");
    if (!generateName.isEmpty()) {
      Consumer<String> add =
          text -> errors.add(FieldError.invalid("metadata.generateName", generateName, text));
      NameRules.checkName(resource, generateName, true).forEach(add);
      furtherNameRules.apply(generateName).forEach(add);
    }
    if (object.name().isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    } else {
      Consumer<String> add =
          text -> errors.add(FieldError.invalid("metadata.name", object.name(), text));
      NameRules.checkName(resource, object.name(), false).forEach(add);
      furtherNameRules.apply(object.name()).forEach(add);
    }
    checkNamespace(resource, object, errors);
    if (object.generation() < 0) {
      errors.add(
          FieldError.invalid(
              "metadata.generation", object.generation(), "must be greater than or equal to 0"));
    }
    ObjectMetaRules.checkCommon(object, errors);
    ObjectMetaRules.checkFinalizers(object, errors);
    if (KNOWN_FINALIZER_GROUPS.contains(resource.group())) {
      checkKnownFinalizers(object, errors);
    }
    return errors;
  }

  /** The rules for the metadata of a scale, as far as a client can break them. */
  static List<FieldError> checkScale(ApiObject scale) {
    List<FieldError> errors = new ArrayList<>(0);
    String prefix = ApiObject.string(scale.metadata(), "generateName");
    if (!prefix.isEmpty()) {
      Formats.dns1123Subdomain(prefix.endsWith("-") ? prefix + "a" : prefix)
          .forEach(text -> errors.add(FieldError.invalid("metadata.generateName", prefix, text)));
    }
    if (scale.generation() < 0) {
      errors.add(
          FieldError.invalid(
              "metadata.generation", scale.generation(), "must be greater than or equal to 0"));
    }
    ObjectMetaRules.checkCommon(scale, errors);
    ObjectMetaRules.checkFinalizers(scale, errors);
    checkKnownFinalizers(scale, errors);
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

  /**
   * The same for an update, in which upstream looks at the metadata more than once.
   *
   * @param subresource through which the object is updated, empty for itself
   */
  static List<FieldError> checkUpdate(
      ResourceDefinition resource, String subresource, ApiObject object, ApiObject old) {
    Look look = new Look(resource, object, old);
    if (look.findsNothing()) {
      return List.of();
    }
    look.ofAllKinds();
    MetadataCheck.of(resource, subresource).forEach(look::again);
    return look.errors();
  }

  /** The looks at one object's metadata, with what they find. */
  private record Look(
      ResourceDefinition resource, ApiObject object, ApiObject old, List<FieldError> errors) {
    Look(ResourceDefinition resource, ApiObject object, ApiObject old) {
      this(resource, object, old, new ArrayList<>(0));
    }

    /** Whether any look at all would find something; no look is dearer than this one. */
    boolean findsNothing() {
      again(MetadataCheck.OBJECT);
      checkChange(object, old, errors);
      boolean nothing = errors.isEmpty();
      errors.clear();
      return nothing;
    }

    void ofAllKinds() {
      prefix(Formats::pathSegment);
      common();
      checkChange(object, old, errors);
    }

    void again(MetadataCheck check) {
      switch (check) {
        case OBJECT -> {
          prefix(name -> NameRules.checkName(resource, name, true));
          common();
          checkKnownFinalizers(object, errors);
        }
        case OBJECT_WITHOUT_PREFIX -> {
          common();
          checkKnownFinalizers(object, errors);
        }
        case PLAIN_OBJECT -> {
          prefix(name -> NameRules.checkName(resource, name, true));
          common();
        }
        case CHANGE -> {
          checkChange(object, old, errors);
          checkKnownFinalizers(object, errors);
        }
        case PLAIN_CHANGE -> checkChange(object, old, errors);
      }
    }

    private void prefix(Function<String, List<String>> rule) {
      String prefix = ApiObject.string(object.metadata(), "generateName");
      if (!prefix.isEmpty()) {
        rule.apply(prefix)
            .forEach(text -> errors.add(FieldError.invalid("metadata.generateName", prefix, text)));
      }
    }

    private void common() {
      ObjectMetaRules.checkCommon(object, errors);
      ObjectMetaRules.checkFinalizers(object, errors);
    }
  }

  /** What an update may not change. */
  private static void checkChange(ApiObject object, ApiObject old, List<FieldError> errors) {
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
    for (String field : IMMUTABLE_FIELDS) {
      Object now = object.metadata().get(field);
      if (!Objects.equals(emptyToNull(now), emptyToNull(old.metadata().get(field)))) {
        errors.add(FieldError.invalid("metadata." + field, now, IMMUTABLE));
      }
    }
    ObjectMetaRules.checkCommon(object, errors);
  }

  private static @Nullable Object emptyToNull(@Nullable Object value) {
    return "".equals(value) ? null : value;
  }

  /** Built-in kinds take a finalizer without a domain only where it is a known one. */
  private static void checkKnownFinalizers(ApiObject object, List<FieldError> errors) {
    List<String> finalizers = object.finalizers();
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
}
