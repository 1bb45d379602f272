package io.navarch.node.pod;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container as the runtime reports it.
 *
 * @param attempt how many containers of this name were there before it in the pod's life (the
 *     restart count)
 * @param hash the part of the wanted specification that the container was made from
 * @param startedAt null until it was started
 * @param finishedAt null until it has exited
 */
public record ObservedContainer(
    String id,
    String sandboxId,
    String name,
    int attempt,
    State state,
    String hash,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    int exitCode,
    String reason,
    String message,
    String image,
    String imageId,
    String logPath,
    Map<String, String> annotations) {

  /** The runtime's own four states. */
  public enum State {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
  }

  public ObservedContainer {
    annotations = Map.copyOf(annotations);
  }

  public boolean running() {
    return state == State.RUNNING;
  }

  /** Whether it came to an end on its own terms, so that its exit code counts. */
  public boolean exited() {
    return state == State.EXITED || state == State.UNKNOWN;
  }

  public boolean succeeded() {
    return state == State.EXITED && exitCode == 0;
  }
}
