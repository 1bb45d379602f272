package io.navarch.controller.certificates;

import io.navarch.model.pki.CertificateRequest;

/** What the approver may do with a request. */
sealed interface ApprovalPlan {
  /** Not a request that it knows, or one that is decided already. */
  record LeaveAlone() implements ApprovalPlan {}

  /**
   * Approve it if the requestor may create this subresource of certificate signing requests.
   *
   * @param otherwise what to try if it may not
   */
  record AskFor(String subresource, String message, ApprovalPlan otherwise)
      implements ApprovalPlan {}

  /** Approve it if all names that it asks for are addresses of this Node. */
  record CompareWithNode(String node, CertificateRequest asked) implements ApprovalPlan {}
}
