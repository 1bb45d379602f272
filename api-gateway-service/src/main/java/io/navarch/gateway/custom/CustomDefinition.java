package io.navarch.gateway.custom;

import io.navarch.gateway.strategy.ApprovalRules;
import io.navarch.gateway.strategy.DefinitionStatus;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A CustomResourceDefinition as far as serving its resource needs it.
 *
 * @param spec the definition's, not to be changed
 * @param names the accepted ones
 * @param approvalSaid whether the status says how the API of a protected group was approved
 */
record CustomDefinition(
    String name,
    String uid,
    Map<String, Object> spec,
    Map<String, Object> names,
    boolean namesAccepted,
    boolean established,
    boolean approvalSaid,
    boolean terminating,
    boolean deleting,
    boolean hasCleanupFinalizer) {

  static CustomDefinition of(ApiObject tree) {
    Map<String, Object> status = ApiObject.mapAt(tree.root(), "status");
    DefinitionStatus.Condition approval = ApprovalRules.condition(tree);
    return new CustomDefinition(
        tree.name(),
        tree.uid(),
        ApiObject.mapAt(tree.root(), "spec"),
        ApiObject.mapAt(status, "acceptedNames"),
        DefinitionStatus.isTrue(tree, "NamesAccepted"),
        DefinitionStatus.isTrue(tree, "Established"),
        approval == null || DefinitionStatus.says(tree, approval),
        DefinitionStatus.isTrue(tree, "Terminating"),
        tree.isBeingDeleted(),
        tree.finalizers().contains(DefinitionStatus.CLEANUP));
  }

  /** Whether requests are answered; discovery shows it once it is established. */
  boolean isServed() {
    return namesAccepted || established;
  }

  /** Whether the other one serves its resource in the very same way. */
  boolean servesLike(CustomDefinition other) {
    return uid.equals(other.uid)
        && Json.equal(spec, other.spec)
        && isServed() == other.isServed()
        && Objects.equals(names, other.names);
  }

  String group() {
    return ApiObject.string(spec, "group");
  }

  String plural() {
    return ApiObject.string(ApiObject.mapAt(spec, "names"), "plural");
  }

  String kind() {
    return ApiObject.string(ApiObject.mapAt(spec, "names"), "kind");
  }

  String listKind() {
    return ApiObject.string(ApiObject.mapAt(spec, "names"), "listKind");
  }

  boolean namespaced() {
    return "Namespaced".equals(spec.get("scope"));
  }

  boolean preservesUnknownFields() {
    return Boolean.TRUE.equals(spec.get("preserveUnknownFields"));
  }

  List<Map<String, Object>> versions() {
    return maps(spec, "versions");
  }

  /** The webhook that converts between versions, where there is one. */
  Optional<Map<String, Object>> conversionWebhook() {
    Map<String, Object> conversion = ApiObject.mapAt(spec, "conversion");
    return "Webhook".equals(conversion.get("strategy"))
        ? Optional.of(ApiObject.mapAt(conversion, "webhook"))
        : Optional.empty();
  }

  String storageVersion() {
    for (Map<String, Object> version : versions()) {
      if (Boolean.TRUE.equals(version.get("storage"))) {
        return ApiObject.string(version, "name");
      }
    }
    return "";
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> maps(Map<String, Object> parent, String name) {
    return ApiObject.listAt(parent, name).stream()
        .filter(each -> each instanceof Map<?, ?>)
        .map(each -> (Map<String, Object>) each)
        .toList();
  }
}
