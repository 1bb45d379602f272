package io.navarch.controller.certificates;

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
}
