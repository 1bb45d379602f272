package io.navarch.controller.certificates;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.navarch.model.pki.CertificateRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a node may have a serving certificate for the names it asks for: they are its own. */
final class ServingNames {
  private static final Set<String> DNS = Set.of("Hostname", "InternalDNS", "ExternalDNS");
  private static final Set<String> IP = Set.of("InternalIP", "ExternalIP");

  private ServingNames() {}

  /**
   * The first name or address that the Node's status does not list.
   *
   * @param node null where it is not registered
   */
  static Optional<String> firstForeign(CertificateRequest asked, @Nullable Node node) {
    Set<String> names = addresses(node, DNS);
    Set<String> ips = addresses(node, IP);
    return asked.dnsNames().stream()
        .filter(name -> !names.contains(name))
        .findFirst()
        .or(() -> asked.ipAddresses().stream().filter(ip -> !ips.contains(ip)).findFirst());
  }

  private static Set<String> addresses(@Nullable Node node, Set<String> types) {
    Set<String> found = new HashSet<>();
    List<NodeAddress> all =
        node == null || node.getStatus() == null ? List.of() : node.getStatus().getAddresses();
    for (NodeAddress address : all) {
      if (types.contains(address.getType())) {
        found.add(address.getAddress());
      }
    }
    return found;
  }
}
