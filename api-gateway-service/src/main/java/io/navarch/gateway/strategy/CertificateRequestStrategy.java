package io.navarch.gateway.strategy;

import io.navarch.gateway.access.User;
import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Certificate signing requests: the spec is fixed, and approval has a subresource of its own. */
final class CertificateRequestStrategy extends KindStrategy {
  private static final StatusOwnership STATUS = StatusOwnership.startingWith(Map.of());

  CertificateRequestStrategy() {
    super(STATUS);
  }

  @Override
  public void prepareForUpdate(ApiObject request, ApiObject old, String subresource) {
    switch (subresource) {
      case "status" -> STATUS.onStatusUpdate(request, old);
      case "approval" -> {
        STATUS.onStatusUpdate(request, old);
        StatusOwnership.keep(
            "certificate",
            ApiObject.mapAt(old.root(), "status"),
            ApiObject.child(request.root(), "status"));
      }
      default -> {
        STATUS.onUpdate(request, old);
        StatusOwnership.keep("spec", old.root(), request.root());
      }
    }
  }

  @Override
  public void attribute(
      ApiObject request, @Nullable ApiObject old, String subresource, User user, Instant now) {
    if (old == null) {
      CertificateRequestOrigin.record(ApiObject.child(request.root(), "spec"), user);
    } else if (!subresource.isEmpty()) {
      CertificateRequestOrigin.date(request, old, now);
    }
  }

  /** The spec is fixed, so it is looked at only where it is new. */
  @Override
  void checkNew(Field request) {
    CertificateRequestRules.spec(request.at("spec"));
  }

  @Override
  boolean checkSubresource(Field request, Field old, String subresource) {
    if (!subresource.equals("approval")) {
      return false;
    }
    CertificateRequestRules.conditions(request.at("status", "conditions"));
    CertificateRequestRules.checkChange(request, old, true);
    return true;
  }

  @Override
  void checkStatus(Field request, Field old) {
    CertificateRequestRules.conditions(request.at("status", "conditions"));
    CertificateRequestRules.checkChange(request, old, false);
  }
}
