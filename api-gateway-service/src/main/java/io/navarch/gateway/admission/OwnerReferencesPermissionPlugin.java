package io.navarch.gateway.admission;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.Question;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OwnerReferencesPermissionEnforcement: who changes the owners of an object must be allowed to
 * delete it, and who lets it hold up its owner's deletion must be allowed to set the owner's
 * finalizers.
 */
final class OwnerReferencesPermissionPlugin implements AdmissionPlugin {
  private final Authorization authorization;
  private final ResourceCatalog catalog;

  OwnerReferencesPermissionPlugin(Authorization authorization, ResourceCatalog catalog) {
    this.authorization = authorization;
    this.catalog = catalog;
  }

  @Override
  public String name() {
    return "OwnerReferencesPermissionEnforcement";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject object = request.object();
    boolean podStatus =
        request.resource().plural().equals("pods") && request.subresource().equals("status");
    if (object == null
        || podStatus
        || request.operation() == AdmissionRequest.Operation.CONNECT
        || !changesOwners(object, request.oldObject())) {
      return;
    }
    if (request.operation() != AdmissionRequest.Operation.CREATE) {
      requireDelete(request);
    }
    List<Map<String, Object>> blocking = newBlocking(object, request.oldObject());
    RequestInfo anything = Question.resource("update", "*", "*", "finalizers", "", "*");
    if (!blocking.isEmpty() && !authorization.allows(request.user(), anything)) {
      blocking.forEach(owner -> requireFinalizers(request, owner));
    }
  }

  private static boolean changesOwners(ApiObject object, @Nullable ApiObject old) {
    List<Object> now = ApiObject.listAt(object.metadata(), "ownerReferences");
    return old == null
        ? !now.isEmpty()
        : !Json.equal(now, ApiObject.listAt(old.metadata(), "ownerReferences"));
  }

  private void requireDelete(AdmissionRequest request) {
    Authorizer.Decision decision =
        authorization.decide(
            request.user(),
            Question.resource(
                "delete",
                request.resource().group(),
                request.resource().plural(),
                request.subresource(),
                request.namespace(),
                request.name()));
    if (!(decision instanceof Authorizer.Decision.Allow)) {
      throw refuse(
          request,
          "cannot set an ownerRef on a resource you can't delete: "
              + decision.reason()
              + ", <nil>");
    }
  }

  private static List<Map<String, Object>> newBlocking(ApiObject object, @Nullable ApiObject old) {
    Set<Object> before = new HashSet<>();
    if (old != null) {
      blocking(old).forEach(owner -> before.add(owner.get("uid")));
    }
    return blocking(object).stream().filter(owner -> !before.contains(owner.get("uid"))).toList();
  }

  private static List<Map<String, Object>> blocking(ApiObject object) {
    return PodTrees.trees(ApiObject.listAt(object.metadata(), "ownerReferences")).stream()
        .filter(owner -> Boolean.TRUE.equals(owner.get("blockOwnerDeletion")))
        .toList();
  }

  private void requireFinalizers(AdmissionRequest request, Map<String, Object> owner) {
    String apiVersion = ApiObject.string(owner, "apiVersion");
    String kind = ApiObject.string(owner, "kind");
    GroupVersionKind wanted = GroupVersionKind.of(apiVersion, kind);
    ResourceDefinition resource =
        catalog.all().stream()
            .filter(r -> r.gvk().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    refuse(
                        request,
                        "cannot set blockOwnerDeletion in this case because cannot find RESTMapping"
                            + " for APIVersion "
                            + apiVersion
                            + " Kind "
                            + kind
                            + ": no matches for kind \""
                            + kind
                            + "\" in version \""
                            + apiVersion
                            + "\""));
    Authorizer.Decision decision =
        authorization.decide(
            request.user(),
            Question.resource(
                "update",
                resource.group(),
                resource.plural(),
                "finalizers",
                resource.namespaced() ? request.namespace() : "",
                ApiObject.string(owner, "name")));
    if (!(decision instanceof Authorizer.Decision.Allow)) {
      throw refuse(
          request,
          "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set"
              + " finalizers on: "
              + decision.reason()
              + ", <nil>");
    }
  }

  private static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden(
        request.resource().group(), request.resource().plural(), request.named(), why);
  }
}
