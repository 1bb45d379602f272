package io.navarch.launcher.cluster;

import java.util.List;

/** A Java process of the cluster: its jar, its entry and how its virtual machine is sized. */
public enum Role {
  STATE_STORE(
      "state-store", "state-store-service", "io.navarch.store.StateStoreApplication", Size.LARGE),
  API_GATEWAY(
      "api-gateway", "api-gateway-service", "io.navarch.gateway.ApiGatewayApplication", Size.LARGE),
  SCHEDULER(
      "scheduler", "scheduler-service", "io.navarch.scheduler.SchedulerApplication", Size.SMALL),
  CONTROLLER(
      "controller",
      "controller-service",
      "io.navarch.controller.ControllerApplication",
      Size.SMALL),
  STANDALONE(
      "control-plane", "standalone", "io.navarch.standalone.StandaloneApplication", Size.LARGE),
  NODE_AGENT(
      "node-agent", "node-agent-service", "io.navarch.node.NodeAgentApplication", Size.SMALL),
  NETWORK_PROXY(
      "network-proxy",
      "network-proxy-service",
      "io.navarch.proxy.NetworkProxyApplication",
      Size.SMALL),
  DNS("dns", "dns-service", "io.navarch.dns.DnsApplication", Size.SMALL),
  /** Node agent, network proxy and cluster DNS in one process. */
  NODE("node", "standalone", "io.navarch.standalone.NodeApplication", Size.SMALL);

  private enum Size {
    /** Keeps little free heap and starts fast; for what is mostly idle. */
    SMALL(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms16m",
            "-Xmx512m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:TieredStopAtLevel=1")),
    LARGE(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx2g",
            // large answers die young only where the young generation has room for some of them
            "-Xmn32m",
            "-XX:MinHeapFreeRatio=15",
            "-XX:MaxHeapFreeRatio=30",
            // else a heap that grew in a burst is given back only by the fourth collection of all
            "-XX:-ShrinkHeapInSteps"));

    private final List<String> flags;

    Size(List<String> flags) {
      this.flags = flags;
    }
  }

  private final String roleName;
  private final String artifact;
  private final String mainClass;
  private final Size size;

  Role(String roleName, String artifact, String mainClass, Size size) {
    this.roleName = roleName;
    this.artifact = artifact;
    this.mainClass = mainClass;
    this.size = size;
  }

  /**
   * The process in which this role runs together with others. On a cluster's own machine a role
   * that runs alone is started from that process's class path, so that one start-up cache serves
   * both.
   */
  public Role united() {
    return switch (this) {
      case STATE_STORE, API_GATEWAY, SCHEDULER, CONTROLLER, STANDALONE -> STANDALONE;
      case NODE_AGENT, NETWORK_PROXY, DNS, NODE -> NODE;
    };
  }

  /** As it stands in {@code navarch logs <role>}. */
  public String roleName() {
    return roleName;
  }

  public String artifact() {
    return artifact;
  }

  public String mainClass() {
    return mainClass;
  }

  /** The flags of the virtual machine, without those of the AOT cache. */
  public List<String> jvmFlags() {
    return size.flags;
  }

  /** The control plane's processes in the order of their start. */
  public static List<Role> controlPlane(boolean separate) {
    return separate
        ? List.of(STATE_STORE, API_GATEWAY, SCHEDULER, CONTROLLER)
        : List.of(STANDALONE);
  }

  /** The node's processes in the order of their start. */
  public static List<Role> node(boolean separate) {
    return separate ? List.of(NETWORK_PROXY, DNS, NODE_AGENT) : List.of(NODE);
  }
}
