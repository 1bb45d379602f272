package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.util.List;
import java.util.Optional;

/** What a certificate signing request says of itself. */
final class RequestFacts {
  static final String APPROVED = "Approved";
  static final String DENIED = "Denied";
  static final String FAILED = "Failed";

  private RequestFacts() {}

  static List<CertificateSigningRequestCondition> conditions(CertificateSigningRequest request) {
    return request.getStatus() == null ? List.of() : request.getStatus().getConditions();
  }

  static Optional<CertificateSigningRequestCondition> condition(
      CertificateSigningRequest request, String type) {
    return conditions(request).stream().filter(c -> type.equals(c.getType())).findFirst();
  }

  static boolean has(CertificateSigningRequest request, String type) {
    return condition(request, type).isPresent();
  }

  static boolean isIssued(CertificateSigningRequest request) {
    return request.getStatus() != null
        && request.getStatus().getCertificate() != null
        && !request.getStatus().getCertificate().isEmpty();
  }

  static String signer(CertificateSigningRequest request) {
    return String.valueOf(request.getSpec().getSignerName());
  }

  static List<String> usages(CertificateSigningRequest request) {
    List<String> usages = request.getSpec().getUsages();
    return usages == null ? List.of() : usages;
  }
}
