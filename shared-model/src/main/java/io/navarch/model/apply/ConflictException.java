package io.navarch.model.apply;

/** An apply that would take fields over without being told to. */
final class ConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Conflicts conflicts;

  ConflictException(Conflicts conflicts) {
    super(null, null, false, false);
    this.conflicts = conflicts;
  }

  Conflicts conflicts() {
    return conflicts;
  }
}
