package io.navarch.store.embedded;

import io.navarch.model.store.StoreException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps callers out of native memory once the store is closed: reads pass while it is open, and
 * closing waits for those inside.
 */
final class Gate {
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean open = true;

  <T> T pass(Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (!open) {
        throw new StoreException.Unavailable("the store is closed", null);
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  void run(Runnable call) {
    pass(
        () -> {
          call.run();
          return this;
        });
  }

  /** Closes the gate after the last caller inside has left, then runs the action once. */
  void close(Runnable action) {
    lock.writeLock().lock();
    try {
      if (open) {
        open = false;
        action.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
