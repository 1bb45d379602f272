package io.navarch.model.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store that is elsewhere for its newest revision, one call at a time: who asks while a call
 * is under way shares the next one with all others who do. Everybody gets an answer of a call that
 * began after they asked, so that what was acknowledged before is in it.
 */
public final class SharedRevision {
  private final LongSupplier call;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean running;

  /** Of the call after the one that runs; null where nobody waits for it. */
  private @Nullable CompletableFuture<Long> next;

  /**
   * @param call asks the store, and may block
   */
  public SharedRevision(LongSupplier call) {
    this.call = call;
  }

  /**
   * The newest revision.
   *
   * @throws StoreException as the call does
   */
  public long get() {
    CompletableFuture<Long> mine;
    boolean first;
    lock.lock();
    try {
      first = !running;
      running = true;
      if (first || next == null) {
        mine = new CompletableFuture<>();
      } else {
        mine = next;
      }
      if (!first) {
        next = mine;
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      answer(mine);
    }
    try {
      return mine.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void answer(CompletableFuture<Long> waiting) {
    try {
      waiting.complete(call.getAsLong());
    } catch (RuntimeException | Error e) {
      waiting.completeExceptionally(e);
    } finally {
      CompletableFuture<Long> following = following();
      if (following != null) {
        var unused = Thread.ofVirtual().name("store-revision").start(() -> answer(following));
      }
    }
  }

  private @Nullable CompletableFuture<Long> following() {
    lock.lock();
    try {
      CompletableFuture<Long> following = next;
      next = null;
      running = following != null;
      return following;
    } finally {
      lock.unlock();
    }
  }
}
