package io.navarch.node.pod;

/**
 * A container that cannot be made from what the pod says; shown as CreateContainerConfigError until
 * it can.
 */
public final class ConfigFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigFailure(String message) {
    super(message);
  }
}
