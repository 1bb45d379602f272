package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.WriteContext;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Access to devices as their administrator is asked for, and given, only in namespaces with the
 * label {@code resource.kubernetes.io/admin-access: true}. What was asked for or given before
 * stays.
 */
final class DeviceAdminAccessHook implements WriteHook {
  private static final String LABEL = "resource.kubernetes.io/admin-access";
  private static final Set<String> KINDS = Set.of("resourceclaims", "resourceclaimtemplates");

  private final ObjectReader reader;

  DeviceAdminAccessHook(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public boolean appliesTo(ResourceDefinition resource) {
    return resource.group().equals("resource.k8s.io") && KINDS.contains(resource.plural());
  }

  @Override
  public Reservation before(
      WriteContext context, @Nullable ApiObject object, @Nullable ApiObject old) {
    if (object == null) {
      return Reservation.NONE;
    }
    boolean status = context.subresource().equals("status");
    Optional<String> field =
        status ? given(object) : old == null ? asked(object) : Optional.empty();
    boolean before = status && old != null && given(old).isPresent();
    if (field.isPresent() && !before && !isAllowed(object.namespace())) {
      throw ApiException.invalid(
          context.resource().group(),
          context.resource().kind(),
          object.name(),
          List.of(
              FieldError.forbidden(
                  field.get(),
                  "admin access to devices requires the `"
                      + LABEL
                      + ": true` label on the containing namespace")));
    }
    return Reservation.NONE;
  }

  private boolean isAllowed(String namespace) {
    return reader
        .getLive("", "namespaces", "", namespace)
        .map(found -> "true".equals(found.labels().get(LABEL)))
        .orElse(false);
  }

  /** The first request for it of a claim, or of the claims of a template. */
  private static Optional<String> asked(ApiObject object) {
    Map<String, Object> spec = ApiObject.mapAt(object.root(), "spec");
    Map<String, Object> ofClaim = spec.containsKey("spec") ? ApiObject.mapAt(spec, "spec") : spec;
    List<Object> requests = ApiObject.listAt(ApiObject.mapAt(ofClaim, "devices"), "requests");
    for (int i = 0; i < requests.size(); i++) {
      if (requests.get(i) instanceof Map<?, ?> request
          && request.get("exactly") instanceof Map<?, ?> exactly
          && Boolean.TRUE.equals(exactly.get("adminAccess"))) {
        return Optional.of("spec.devices.requests[" + i + "].adminAccess");
      }
    }
    return Optional.empty();
  }

  /** The first device that a claim has it to. */
  private static Optional<String> given(ApiObject claim) {
    Map<String, Object> allocation =
        ApiObject.mapAt(ApiObject.mapAt(claim.root(), "status"), "allocation");
    List<Object> results = ApiObject.listAt(ApiObject.mapAt(allocation, "devices"), "results");
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof Map<?, ?> result
          && Boolean.TRUE.equals(result.get("adminAccess"))) {
        return Optional.of("status.allocation.devices.results[" + i + "].adminAccess");
      }
    }
    return Optional.empty();
  }
}
