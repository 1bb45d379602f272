package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.PkiException;

/** Which requests are approved without a person: those of nodes for their client certificate. */
final class ApprovalPlanner {
  private static final String SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";
  private static final ApprovalPlan LEAVE_ALONE = new ApprovalPlan.LeaveAlone();
  private static final ApprovalPlan AS_BOOTSTRAPPER =
      new ApprovalPlan.AskFor(
          "nodeclient",
          "Auto approving kubelet client certificate after SubjectAccessReview.",
          LEAVE_ALONE);
  private static final ApprovalPlan AS_ITSELF =
      new ApprovalPlan.AskFor(
          "selfnodeclient",
          "Auto approving self kubelet client certificate after SubjectAccessReview.",
          AS_BOOTSTRAPPER);

  private ApprovalPlanner() {}

  static ApprovalPlan plan(CertificateSigningRequest request) {
    if (RequestFacts.isIssued(request)
        || RequestFacts.has(request, RequestFacts.APPROVED)
        || RequestFacts.has(request, RequestFacts.DENIED)
        || !RequestFacts.signer(request).equals(SIGNER)) {
      return LEAVE_ALONE;
    }
    CertificateRequest asked;
    try {
      asked = CertificateRequest.ofBase64(request.getSpec().getRequest());
    } catch (PkiException malformed) {
      return LEAVE_ALONE;
    }
    if (NodeCertificates.clientError(asked, RequestFacts.usages(request)) != null) {
      return LEAVE_ALONE;
    }
    return asked.commonName().equals(request.getSpec().getUsername()) ? AS_ITSELF : AS_BOOTSTRAPPER;
  }
}
