package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.PkiException;
import java.util.List;

/**
 * Which requests are approved without a person: those of nodes for their client certificate and, if
 * wanted, for their serving certificate.
 */
final class ApprovalPlanner {
  private static final String CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
  private static final String SERVING = "kubernetes.io/kubelet-serving";
  private static final String NODES = "system:nodes";
  private static final String NODE_USER = "system:node:";
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

  /**
   * @param serving whether serving certificates of nodes are approved too
   */
  static ApprovalPlan plan(CertificateSigningRequest request, boolean serving) {
    String signer = RequestFacts.signer(request);
    if (RequestFacts.isIssued(request)
        || RequestFacts.has(request, RequestFacts.APPROVED)
        || RequestFacts.has(request, RequestFacts.DENIED)
        || !(signer.equals(CLIENT) || (serving && signer.equals(SERVING)))) {
      return LEAVE_ALONE;
    }
    CertificateRequest asked;
    try {
      asked = CertificateRequest.ofBase64(request.getSpec().getRequest());
    } catch (PkiException malformed) {
      return LEAVE_ALONE;
    }
    List<String> usages = RequestFacts.usages(request);
    return signer.equals(CLIENT) ? client(request, asked, usages) : server(request, asked, usages);
  }

  private static ApprovalPlan client(
      CertificateSigningRequest request, CertificateRequest asked, List<String> usages) {
    if (NodeCertificates.clientError(asked, usages) != null) {
      return LEAVE_ALONE;
    }
    return asked.commonName().equals(request.getSpec().getUsername()) ? AS_ITSELF : AS_BOOTSTRAPPER;
  }

  /** A node asks for itself alone; what it asks for is compared with what it is reached at. */
  private static ApprovalPlan server(
      CertificateSigningRequest request, CertificateRequest asked, List<String> usages) {
    String user = String.valueOf(request.getSpec().getUsername());
    List<String> groups = request.getSpec().getGroups();
    if (NodeCertificates.servingError(asked, usages) != null
        || !asked.commonName().equals(user)
        || groups == null
        || !groups.contains(NODES)) {
      return LEAVE_ALONE;
    }
    return new ApprovalPlan.CompareWithNode(user.substring(NODE_USER.length()), asked);
  }
}
