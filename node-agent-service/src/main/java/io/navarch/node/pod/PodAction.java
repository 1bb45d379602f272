package io.navarch.node.pod;

import java.time.Instant;

/** One step towards the pod that is wanted. Steps of a plan are taken in order. */
public sealed interface PodAction {
  /** Everything of an earlier sandbox is stopped, so that a new one can be made. */
  record StopSandboxes(boolean changed) implements PodAction {}

  record CreateSandbox(int attempt) implements PodAction {}

  /**
   * @param kind which list of the pod's specification the container is in
   * @param attempt the restart count that the new container gets
   */
  record StartContainer(String name, ContainerKind kind, int attempt) implements PodAction {}

  /**
   * A container that must not run (in this form) any more; {@code message} goes into the Killing
   * event.
   */
  record KillContainer(ObservedContainer container, KillReason reason, String message)
      implements PodAction {}

  /** A running container gets the resources that its pod wants now. */
  record ResizeContainer(ObservedContainer container) implements PodAction {}

  /** A container that keeps failing starts again no sooner than {@code until}. */
  record WaitForBackOff(String name, Instant until, ObservedContainer failed)
      implements PodAction {}

  /** Nothing is left to run: sidecars and sandbox go. */
  record Finish() implements PodAction {}

  /**
   * The lists of containers in a pod's specification; a sidecar is an init container that restarts
   * always.
   */
  enum ContainerKind {
    INIT,
    SIDECAR,
    MAIN,
    EPHEMERAL
  }

  /** Why a container is killed while its pod goes on. */
  enum KillReason {
    LIVENESS_PROBE,
    STARTUP_PROBE,
    SPEC_CHANGED,
    RESIZED,
    UNKNOWN_STATE
  }
}
