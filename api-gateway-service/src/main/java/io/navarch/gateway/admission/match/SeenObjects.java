package io.navarch.gateway.admission.match;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.registry.ScaleForm;
import io.navarch.gateway.registry.VersionConversion;
import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request's objects in the form that an invocation wants: in its version, and as a Scale where
 * the scale of a workload is written.
 */
public final class SeenObjects {
  private final VersionConversion conversion;

  public SeenObjects(VersionConversion conversion) {
    this.conversion = conversion;
  }

  public @Nullable ApiObject object(AdmissionRequest request, Invocation invocation) {
    return seen(request.object(), request, invocation);
  }

  public @Nullable ApiObject oldObject(AdmissionRequest request, Invocation invocation) {
    return seen(request.oldObject(), request, invocation);
  }

  private @Nullable ApiObject seen(
      @Nullable ApiObject object, AdmissionRequest request, Invocation invocation) {
    if (object == null) {
      return null;
    }
    if (isScale(request, object)) {
      return ScaleForm.of(object, request.resource());
    }
    if (!isOfResource(request, object) || invocation.resource().equals(request.resource())) {
      return object;
    }
    ApiObject stored = conversion.toStorage(request.resource(), object.copy());
    return conversion.fromStorage(invocation.resource(), stored);
  }

  private static boolean isScale(AdmissionRequest request, ApiObject object) {
    return request.subresource().equals("scale") && isOfResource(request, object);
  }

  /** Whether the object is the resource's own kind, not one of a subresource. */
  private static boolean isOfResource(AdmissionRequest request, ApiObject object) {
    return object.kind().equals(request.resource().kind());
  }

  /** Puts a changed object in the place of the request's. */
  public void replace(AdmissionRequest request, Invocation invocation, ApiObject changed) {
    ApiObject object = request.object();
    if (object == null) {
      throw new IllegalStateException("the request has no object");
    }
    if (isScale(request, object)) {
      ApiObject unused = ScaleForm.apply(request.resource(), object, changed);
      return;
    }
    ApiObject own = changed;
    if (isOfResource(request, object) && !invocation.resource().equals(request.resource())) {
      own =
          conversion.fromStorage(
              request.resource(), conversion.toStorage(invocation.resource(), changed));
    }
    if (own.root() != object.root()) {
      Map<String, Object> members = new LinkedHashMap<>(own.root());
      object.root().clear();
      object.root().putAll(members);
    }
  }
}
