package io.navarch.node.pod;

/**
 * Labels and annotations by which sandboxes and containers are recognised again, also after a
 * restart of the agent.
 */
public final class RuntimeLabels {
  public static final String POD_NAME = "io.kubernetes.pod.name";
  public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
  public static final String POD_UID = "io.kubernetes.pod.uid";
  public static final String CONTAINER_NAME = "io.kubernetes.container.name";
  static final String HASH = "io.kubernetes.container.hash";
  static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
  static final String TERMINATION_MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
  static final String TERMINATION_MESSAGE_POLICY =
      "io.kubernetes.container.terminationMessagePolicy";
  static final String TERMINATION_GRACE = "io.kubernetes.pod.terminationGracePeriod";
  static final String PRE_STOP = "io.kubernetes.container.preStopHandler";

  /** What the container got at its start, in the form of {@link ResourceAmounts#text()}. */
  static final String RESOURCES = "io.navarch.container.resources";

  private RuntimeLabels() {}
}
