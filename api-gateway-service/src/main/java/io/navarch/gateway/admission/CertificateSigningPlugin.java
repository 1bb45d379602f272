package io.navarch.gateway.admission;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;

/** CertificateSigning: who puts in a certificate must hold {@code sign} on the signer. */
final class CertificateSigningPlugin implements AdmissionPlugin {
  private final SignerPermission permission;

  CertificateSigningPlugin(SignerPermission permission) {
    this.permission = permission;
  }

  @Override
  public String name() {
    return "CertificateSigning";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject object = request.object();
    ApiObject old = request.oldObject();
    if (object == null
        || old == null
        || !request.resource().plural().equals("certificatesigningrequests")
        || !request.subresource().equals("status")
        || isUnchanged(object, old)) {
      return;
    }
    String signer = ApiObject.string(ApiObject.mapAt(old.root(), "spec"), "signerName");
    if (!permission.holds(request.user(), "sign", signer)) {
      throw ApiException.forbidden(
          SignerPermission.GROUP,
          "certificatesigningrequests",
          request.named(),
          "user not permitted to sign requests with signerName \"" + signer + "\"");
    }
  }

  private static boolean isUnchanged(ApiObject object, ApiObject old) {
    return Json.equal(object.at("status", "certificate"), old.at("status", "certificate"))
        && Json.equal(object.at("status", "conditions"), old.at("status", "conditions"));
  }
}
