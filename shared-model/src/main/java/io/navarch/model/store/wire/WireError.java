package io.navarch.model.store.wire;

import io.navarch.model.store.StoreException;

/**
 * A refused call as it travels.
 *
 * @param kind the simple name of the {@link StoreException}
 * @param status the HTTP status
 * @param revision the compacted revision, the asked one or the lease that it is about; else 0
 */
public record WireError(String kind, int status, String message, long revision) {

  public static WireError of(StoreException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case StoreException.Compacted c ->
          new WireError("Compacted", 410, message, c.compactedRevision());
      case StoreException.FutureRevision f -> new WireError("FutureRevision", 416, message, 0);
      case StoreException.Unavailable u -> new WireError("Unavailable", 503, message, 0);
      case StoreException.NoSpace n -> new WireError("NoSpace", 507, message, 0);
      case StoreException.LeaseNotFound l -> new WireError("LeaseNotFound", 404, message, 0);
    };
  }

  /** The exception that the other side threw. */
  public static StoreException exception(String kind, String message, long revision) {
    return switch (kind) {
      case "Compacted" -> new StoreException.Compacted(revision);
      case "FutureRevision" -> new StoreException.FutureRevision(message);
      case "NoSpace" -> new StoreException.NoSpace(message);
      case "LeaseNotFound" -> new StoreException.LeaseNotFound(message);
      default -> new StoreException.Unavailable(message, null);
    };
  }
}
