package io.navarch.store.etcd;

import io.etcd.jetcd.common.exception.CompactedException;
import io.navarch.model.store.StoreException;
import org.jspecify.annotations.Nullable;

/** Turns etcd's errors into the store's. etcd tells many of them apart only by their text. */
final class EtcdErrors {
  private EtcdErrors() {}

  static RuntimeException translate(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StoreException || cause instanceof IllegalArgumentException) {
        return (RuntimeException) cause;
      }
      if (cause instanceof CompactedException compacted) {
        return new StoreException.Compacted(compacted.getCompactedRevision());
      }
      @Nullable RuntimeException known = byText(String.valueOf(cause.getMessage()), cause);
      if (known != null) {
        return known;
      }
    }
    return new StoreException.Unavailable("etcd cannot be reached", failure);
  }

  private static @Nullable RuntimeException byText(String message, Throwable cause) {
    if (message.contains("required revision has been compacted")) {
      return new StoreException.Compacted(0);
    }
    if (message.contains("required revision is a future revision")) {
      return new StoreException.FutureRevision(message);
    }
    if (message.contains("database space exceeded")) {
      return new StoreException.NoSpace(message);
    }
    if (message.contains("requested lease not found")) {
      return new StoreException.LeaseNotFound(message);
    }
    if (message.contains("INVALID_ARGUMENT")) {
      return new IllegalArgumentException(message, cause);
    }
    return null;
  }
}
