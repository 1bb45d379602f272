package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;

/** CertificateApproval: who approves a request must hold {@code approve} on its signer. */
final class CertificateApprovalPlugin implements AdmissionPlugin {
  private final SignerPermission permission;

  CertificateApprovalPlugin(SignerPermission permission) {
    this.permission = permission;
  }

  @Override
  public String name() {
    return "CertificateApproval";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject old = request.oldObject();
    if (old == null
        || !request.resource().plural().equals("certificatesigningrequests")
        || !request.subresource().equals("approval")) {
      return;
    }
    String signer = ApiObject.string(ApiObject.mapAt(old.root(), "spec"), "signerName");
    if (!permission.holds(request.user(), "approve", signer)) {
      throw ApiException.forbidden(
          SignerPermission.GROUP,
          "certificatesigningrequests",
          request.named(),
          "user not permitted to approve requests with signerName \"" + signer + "\"");
    }
  }
}
