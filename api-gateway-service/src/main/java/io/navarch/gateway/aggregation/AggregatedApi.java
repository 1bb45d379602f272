package io.navarch.gateway.aggregation;

import io.navarch.gateway.stream.BackendTls;
import io.navarch.gateway.stream.ServiceRelay;
import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A group version that a service of the cluster serves.
 *
 * @param name of the APIService
 * @param caBundle PEM; empty where none is given, and the platform's authorities are believed
 * @param insecure whether the server's certificate is not checked
 */
record AggregatedApi(
    String name,
    String group,
    String version,
    ServiceRelay.Address service,
    byte[] caBundle,
    boolean insecure,
    int groupPriority,
    int versionPriority,
    boolean available) {

  /** Empty for APIs that this server serves itself. */
  static Optional<AggregatedApi> of(ApiObject apiService) {
    Map<String, Object> spec = ApiObject.mapAt(apiService.root(), "spec");
    if (!(spec.get("service") instanceof Map<?, ?>)) {
      return Optional.empty();
    }
    Map<String, Object> service = ApiObject.mapAt(spec, "service");
    return Optional.of(
        new AggregatedApi(
            apiService.name(),
            ApiObject.string(spec, "group"),
            ApiObject.string(spec, "version"),
            new ServiceRelay.Address(
                ApiObject.string(service, "namespace"),
                ApiObject.string(service, "name"),
                number(service, "port", 443)),
            decoded(ApiObject.string(spec, "caBundle")),
            Boolean.TRUE.equals(spec.get("insecureSkipTLSVerify")),
            number(spec, "groupPriorityMinimum", 0),
            number(spec, "versionPriority", 0),
            ApiConditions.isAvailable(apiService)));
  }

  private static int number(Map<String, Object> parent, String name, int otherwise) {
    return parent.get(name) instanceof Number n ? n.intValue() : otherwise;
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  BackendTls.Authorities authorities() {
    if (insecure) {
      return new BackendTls.Authorities.Anybody();
    }
    return caBundle.length == 0
        ? new BackendTls.Authorities.Platform()
        : new BackendTls.Authorities.Of(new String(caBundle, StandardCharsets.US_ASCII));
  }

  /** Where its discovery document lies. */
  String path() {
    return "/apis/" + group + "/" + version;
  }
}
