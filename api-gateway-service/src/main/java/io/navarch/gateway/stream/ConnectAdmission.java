package io.navarch.gateway.stream;

import io.navarch.gateway.access.User;
import io.navarch.gateway.admission.AdmissionChain;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets admission say whether somebody may connect to a pod, a service or a node: the operation
 * CONNECT.
 */
final class ConnectAdmission {
  private final AdmissionChain chain;

  ConnectAdmission(AdmissionChain chain) {
    this.chain = chain;
  }

  /** exec and attach. */
  static Map<String, Object> terminalOptions(RequestInfo request) {
    Map<String, Object> options = new LinkedHashMap<>();
    for (String flag : List.of("stdin", "stdout", "stderr", "tty")) {
      if (request.flag(flag)) {
        options.put(flag, true);
      }
    }
    if (!request.parameter("container").isEmpty()) {
      options.put("container", request.parameter("container"));
    }
    List<String> command = request.query().getOrDefault("command", List.of());
    if (!command.isEmpty()) {
      options.put("command", new ArrayList<Object>(command));
    }
    return options;
  }

  static Map<String, Object> portForwardOptions(RequestInfo request) {
    List<Object> ports = new ArrayList<>();
    for (String port : request.query().getOrDefault("ports", List.of())) {
      if (port.chars().allMatch(Character::isDigit) && port.length() < 6 && !port.isEmpty()) {
        ports.add(Long.valueOf(port));
      }
    }
    Map<String, Object> options = new LinkedHashMap<>();
    if (!ports.isEmpty()) {
      options.put("ports", ports);
    }
    return options;
  }

  static Map<String, Object> proxyOptions(RequestInfo request) {
    Map<String, Object> options = new LinkedHashMap<>();
    if (!request.remainder().isEmpty()) {
      options.put("path", request.remainder());
    }
    return options;
  }

  /**
   * @param options the members of the options object; mutating plugins may change them
   * @throws io.navarch.model.status.ApiException when admission refuses
   */
  void admit(
      RequestInfo request, ResourceDefinition resource, User user, Map<String, Object> options) {
    ResourceDefinition.Subresource subresource = resource.subresources().get(request.subresource());
    GroupVersionKind kind =
        subresource == null || subresource.kind() == null ? resource.gvk() : subresource.kind();
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", kind.kind());
    root.put("apiVersion", kind.apiVersion());
    root.putAll(options);
    chain.admit(
        new AdmissionRequest(
            AdmissionRequest.Operation.CONNECT,
            resource,
            request.subresource(),
            resource.namespaced() ? request.namespace() : "",
            request.name(),
            new ApiObject(root),
            null,
            Map.of(),
            false,
            user,
            new ArrayList<>(0)));
  }
}
