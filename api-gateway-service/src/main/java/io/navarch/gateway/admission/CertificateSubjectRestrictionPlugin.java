package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.PkiException;
import io.navarch.model.status.ApiException;

/** CertificateSubjectRestriction: nobody gets into {@code system:masters} by a request. */
final class CertificateSubjectRestrictionPlugin implements AdmissionPlugin {
  private static final String SIGNER = "kubernetes.io/kube-apiserver-client";
  private static final String PLURAL = "certificatesigningrequests";

  @Override
  public String name() {
    return "CertificateSubjectRestriction";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject object = request.object();
    if (object == null
        || request.operation() != AdmissionRequest.Operation.CREATE
        || !request.isFor(SignerPermission.GROUP, PLURAL)
        || !SIGNER.equals(object.at("spec", "signerName"))) {
      return;
    }
    CertificateRequest asked;
    try {
      asked = CertificateRequest.ofBase64(String.valueOf(object.at("spec", "request")));
    } catch (PkiException e) {
      throw refuse(request, "failed to parse CSR: " + e.getMessage());
    }
    if (asked.organizations().contains("system:masters")) {
      throw refuse(
          request, "use of " + SIGNER + " signer with system:masters group is not allowed");
    }
  }

  private static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden(SignerPermission.GROUP, PLURAL, request.named(), why);
  }
}
