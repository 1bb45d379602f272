package io.navarch.model.store;

/** A store call that failed. The subtype says what the caller can do about it. */
public abstract sealed class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
    super(message, cause);
  }

  /** The asked revision is gone: read the newest state and go on from there. */
  public static final class Compacted extends StoreException {
    private static final long serialVersionUID = 1L;
    private final long compactedRevision;

    public Compacted(long compactedRevision) {
      super("required revision has been compacted; oldest is " + compactedRevision, null);
      this.compactedRevision = compactedRevision;
    }

    public long compactedRevision() {
      return compactedRevision;
    }
  }

  /** The asked revision has not been reached yet. */
  public static final class FutureRevision extends StoreException {
    private static final long serialVersionUID = 1L;

    public FutureRevision(long asked, long current) {
      this("required revision " + asked + " is a future revision; newest is " + current);
    }

    public FutureRevision(String message) {
      super(message, null);
    }
  }

  /** The store cannot be reached or cannot serve now; the call may or may not have taken effect. */
  public static final class Unavailable extends StoreException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message, @org.jspecify.annotations.Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The store refuses writes because its space is used up: free space, compact, defragment. */
  public static final class NoSpace extends StoreException {
    private static final long serialVersionUID = 1L;

    public NoSpace(String message) {
      super(message, null);
    }
  }

  /** The lease of a put does not exist, or not any more. */
  public static final class LeaseNotFound extends StoreException {
    private static final long serialVersionUID = 1L;

    public LeaseNotFound(long lease) {
      this("requested lease not found: " + lease);
    }

    public LeaseNotFound(String message) {
      super(message, null);
    }
  }
}
