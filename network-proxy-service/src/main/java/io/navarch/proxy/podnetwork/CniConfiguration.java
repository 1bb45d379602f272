package io.navarch.proxy.podnetwork;

import java.util.List;
import java.util.Map;

/** The CNI network that the container runtime puts pods on: bridge, host-local and portmap. */
final class CniConfiguration {
  static final String BRIDGE = "navarch0";

  private CniConfiguration() {}

  /**
   * @param cidr the node's pod range
   * @param dataDir where host-local remembers which addresses are taken
   */
  static Map<String, Object> of(String cidr, String dataDir) {
    Map<String, Object> ipam =
        Map.of(
            "type",
            "host-local",
            "dataDir",
            dataDir,
            "ranges",
            List.of(List.of(Map.of("subnet", cidr))),
            "routes",
            List.of(Map.of("dst", "0.0.0.0/0")));
    Map<String, Object> bridge =
        Map.of(
            "type",
            "bridge",
            "bridge",
            BRIDGE,
            "isGateway",
            true,
            "hairpinMode",
            true,
            "ipMasq",
            false,
            "ipam",
            ipam);
    Map<String, Object> portmap =
        Map.of("type", "portmap", "capabilities", Map.of("portMappings", true), "snat", true);
    return Map.of("cniVersion", "1.0.0", "name", "navarch", "plugins", List.of(bridge, portmap));
  }
}
