package io.navarch.node.volume;

/** A volume that cannot be set up (yet); the message goes into the pod's FailedMount event. */
public final class VolumeFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public VolumeFailure(String message) {
    super(message);
  }

  public VolumeFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
