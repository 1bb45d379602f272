package io.navarch.gateway.admission;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.List;

/** DenyServiceExternalIPs: services get no new external addresses. */
final class DenyServiceExternalIpsPlugin implements AdmissionPlugin {
  @Override
  public String name() {
    return "DenyServiceExternalIPs";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject service = request.object();
    if (service == null || !request.isFor("", "services")) {
      return;
    }
    ApiObject old = request.oldObject();
    List<Object> before = old == null ? List.of() : addresses(old);
    if (!before.containsAll(addresses(service))) {
      throw ApiException.forbidden(
          "", "services", request.named(), "Use of external IPs is denied by admission control");
    }
  }

  private static List<Object> addresses(ApiObject service) {
    return ApiObject.listAt(ApiObject.mapAt(service.root(), "spec"), "externalIPs");
  }
}
