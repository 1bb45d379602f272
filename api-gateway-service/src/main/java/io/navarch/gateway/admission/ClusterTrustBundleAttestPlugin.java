package io.navarch.gateway.admission;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;

/** ClusterTrustBundleAttest: who writes a signer's trust anchors must hold {@code attest} on it. */
final class ClusterTrustBundleAttestPlugin implements AdmissionPlugin {
  private static final String PLURAL = "clustertrustbundles";

  private final SignerPermission permission;

  ClusterTrustBundleAttestPlugin(SignerPermission permission) {
    this.permission = permission;
  }

  @Override
  public String name() {
    return "ClusterTrustBundleAttest";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject bundle = request.object();
    if (bundle == null || !request.isFor(SignerPermission.GROUP, PLURAL)) {
      return;
    }
    String signer = ApiObject.string(ApiObject.mapAt(bundle.root(), "spec"), "signerName");
    ApiObject old = request.oldObject();
    boolean sameSpec = old != null && Json.equal(bundle.at("spec"), old.at("spec"));
    if (signer.isEmpty() || sameSpec || permission.holds(request.user(), "attest", signer)) {
      return;
    }
    throw ApiException.forbidden(
        SignerPermission.GROUP,
        PLURAL,
        request.name(),
        "user not permitted to attest for signerName \"" + signer + "\"");
  }
}
