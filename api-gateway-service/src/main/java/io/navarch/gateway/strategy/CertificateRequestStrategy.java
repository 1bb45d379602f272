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

  @Override
  void check(Field request) {
    Field spec = request.at("spec");
    spec.at("request").requirePresent();
    Field signer = spec.at("signerName");
    if (signer.requirePresent() && signer.is("kubernetes.io/legacy-unknown")) {
      signer.invalid("the legacy signerName is not allowed via this API version");
    } else if (!signer.isEmpty() && !signer.string().matches("[^/]*\\.[^/]*/.+")) {
      signer.invalid(
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
    }
    if (spec.at("usages").size() == 0) {
      spec.at("usages").required("usages are required for a v1 CertificateSigningRequest");
    }
    Field seconds = spec.at("expirationSeconds");
    if (seconds.isSet() && seconds.number() < 600) {
      seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
    }
  }

  @Override
  void checkStatus(Field request, Field old) {
    Field certificate = request.at("status", "certificate");
    Field before = old.at("status", "certificate");
    if (!before.isEmpty() && !certificate.sameAs(before)) {
      certificate.forbidden("updates may not modify existing certificate content");
    }
  }
}
