package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.StatusCause;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * NamespaceLifecycle: nothing is made in a namespace that does not exist or is ending, and the
 * namespaces that the cluster itself needs stay.
 */
final class NamespaceLifecyclePlugin implements AdmissionPlugin {
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final ObjectReader reader;

  NamespaceLifecyclePlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    boolean delete = request.operation() == AdmissionRequest.Operation.DELETE;
    if (request.resource().group().isEmpty() && request.resource().plural().equals("namespaces")) {
      if (delete && IMMORTAL.contains(request.name())) {
        throw ApiException.forbidden(
            "", "namespaces", request.name(), "this namespace may not be deleted");
      }
      return;
    }
    if (delete
        || request.namespace().isEmpty()
        || request.resource().plural().equals("localsubjectaccessreviews")) {
      return;
    }
    Optional<ApiObject> namespace = reader.getLive("", "namespaces", "", request.namespace());
    if (namespace.isEmpty()) {
      throw ApiException.notFound("", "namespaces", request.namespace());
    }
    if (request.operation() == AdmissionRequest.Operation.CREATE && isEnding(namespace.get())) {
      throw ending(request);
    }
  }

  private static boolean isEnding(ApiObject namespace) {
    return namespace.isBeingDeleted() || "Terminating".equals(namespace.at("status", "phase"));
  }

  private static ApiException ending(AdmissionRequest request) {
    ApiException refusal =
        ApiException.forbidden(
            request.resource().group(),
            request.resource().plural(),
            request.named(),
            "unable to create new content in namespace "
                + request.namespace()
                + " because it is being terminated");
    return refusal.withDetails(
        new ApiException.Details(
            request.named(),
            request.resource().group(),
            request.resource().plural(),
            "",
            List.of(
                new StatusCause(
                    "NamespaceTerminating",
                    "namespace " + request.namespace() + " is being terminated",
                    "metadata.namespace")),
            0));
  }
}
