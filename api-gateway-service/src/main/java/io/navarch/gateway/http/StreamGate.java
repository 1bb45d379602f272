package io.navarch.gateway.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Whether a stream is open and writable, for those who wait for it and those who are told. */
final class StreamGate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean open = true;
  private Runnable writableCallback = () -> {};
  private List<Runnable> closeCallbacks = new ArrayList<>(1);

  boolean isOpen() {
    return open;
  }

  void requireOpen() {
    if (!open) {
      throw new Exchange.ClientGoneException();
    }
  }

  /** Blocks until the stream takes more, or is closed. */
  void awaitWritable(BooleanSupplier isWritable) {
    lock.lock();
    try {
      while (open && !isWritable.getAsBoolean()) {
        changed.await(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Exchange.ClientGoneException();
    } finally {
      lock.unlock();
    }
    requireOpen();
  }

  /**
   * Blocks until the stream takes more, is closed, or the time is over.
   *
   * @return whether it takes more
   */
  boolean awaitWritable(BooleanSupplier isWritable, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      while (open && !isWritable.getAsBoolean()) {
        long left = Math.min(until - System.nanoTime(), TimeUnit.SECONDS.toNanos(1));
        if (left <= 0) {
          return false;
        }
        long unused = changed.awaitNanos(left);
      }
      return open;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  void writable() {
    Runnable callback;
    lock.lock();
    try {
      changed.signalAll();
      callback = writableCallback;
    } finally {
      lock.unlock();
    }
    // Not on the server's thread, which may hold its own locks.
    Thread.ofVirtual().start(callback);
  }

  void closed() {
    List<Runnable> callbacks;
    lock.lock();
    try {
      if (!open) {
        return;
      }
      open = false;
      changed.signalAll();
      callbacks = closeCallbacks;
      closeCallbacks = new ArrayList<>(0);
    } finally {
      lock.unlock();
    }
    callbacks.forEach(callback -> Thread.ofVirtual().start(callback));
  }

  void onWritable(Runnable callback) {
    lock.lock();
    try {
      writableCallback = callback;
    } finally {
      lock.unlock();
    }
  }

  void onClose(Runnable callback) {
    lock.lock();
    try {
      if (open) {
        closeCallbacks.add(callback);
        return;
      }
    } finally {
      lock.unlock();
    }
    callback.run();
  }
}
