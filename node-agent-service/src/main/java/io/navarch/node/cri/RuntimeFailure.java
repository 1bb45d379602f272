package io.navarch.node.cri;

/** A call to the container runtime that did not succeed; the message is the runtime's own words. */
public final class RuntimeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the caller can do about it. */
  public enum Kind {
    /** The container, sandbox or image is not there (any more). */
    NOT_FOUND,
    /** The runtime does not answer. */
    UNAVAILABLE,
    /** The runtime took longer than the call allows. */
    DEADLINE,
    /** The runtime does not know the call. */
    UNIMPLEMENTED,
    /** Everything else: the call was understood and refused. */
    OTHER
  }

  private final Kind kind;

  public RuntimeFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  public boolean isNotFound() {
    return kind == Kind.NOT_FOUND;
  }
}
