package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Namespaces, with their {@code finalize} subresource. */
final class NamespaceStrategy extends KindStrategy {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";
  private static final StatusOwnership STATUS =
      StatusOwnership.startingWith(Map.of("phase", "Active"));

  NamespaceStrategy() {
    super(STATUS);
  }

  @Override
  public void applyDefaults(ApiObject namespace) {
    if (!namespace.name().isEmpty()) {
      ApiObject.child(namespace.metadata(), "labels").put(NAME_LABEL, namespace.name());
    }
  }

  @Override
  public void prepareForCreate(ApiObject namespace) {
    super.prepareForCreate(namespace);
    applyDefaults(namespace);
    Map<String, Object> spec = ApiObject.child(namespace.root(), "spec");
    List<Object> finalizers = new ArrayList<>(ApiObject.listAt(spec, "finalizers"));
    if (!finalizers.contains("kubernetes")) {
      finalizers.add("kubernetes");
    }
    spec.put("finalizers", finalizers);
  }

  @Override
  public void prepareForUpdate(ApiObject namespace, ApiObject old, String subresource) {
    switch (subresource) {
      case "finalize" -> StatusOwnership.keep("status", old.root(), namespace.root());
      case "status" -> STATUS.onStatusUpdate(namespace, old);
      default -> {
        STATUS.onUpdate(namespace, old);
        StatusOwnership.keep(
            "finalizers",
            ApiObject.mapAt(old.root(), "spec"),
            ApiObject.child(namespace.root(), "spec"));
      }
    }
    applyDefaults(namespace);
  }

  @Override
  void check(Field namespace) {
    Field finalizers = namespace.at("spec", "finalizers");
    finalizers.each().forEach(finalizer -> finalizer(finalizer.reportedAs(finalizers)));
  }

  @Override
  boolean checkSubresource(Field namespace, Field old, String subresource) {
    if (!subresource.equals("finalize")) {
      return false;
    }
    namespace.at("spec", "finalizers").each().forEach(NamespaceStrategy::finalizer);
    return true;
  }

  private static void finalizer(Field finalizer) {
    String name = finalizer.string();
    finalizer.check(Formats.labelKey(name));
    if (!name.equals("kubernetes") && !name.contains("/")) {
      finalizer.invalid("name is neither a standard finalizer name nor is it fully qualified");
    }
  }

  @Override
  void checkStatus(Field namespace, Field old) {
    Field phase = namespace.at("status", "phase").reportedAs("status.Phase");
    boolean deleted = namespace.at("metadata", "deletionTimestamp").isSet();
    if (!deleted && !phase.is("Active")) {
      phase.invalid("may only be 'Active' if `deletionTimestamp` is empty");
    } else if (deleted && !phase.is("Terminating")) {
      phase.invalid("may only be 'Terminating' if `deletionTimestamp` is not empty");
    }
  }
}
