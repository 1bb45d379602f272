package io.navarch.store.rest;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Watch;
import io.navarch.model.store.StoreException;
import io.navarch.model.store.wire.WireCodec.Frame;
import io.navarch.model.store.wire.WireError;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One watch on one HTTP response. A client that reads slowly slows only its own watch down. */
final class WatchStream implements AsyncListener {
  private final long id;
  private final WatchFormat format;
  private final AsyncContext async;
  private final Runnable onEnd;
  private final ReentrantLock writing = new ReentrantLock();
  private @Nullable Watch watch;
  private boolean ended;

  WatchStream(long id, WatchFormat format, AsyncContext async, Runnable onEnd) {
    this.id = id;
    this.format = format;
    this.async = async;
    this.onEnd = onEnd;
  }

  /** Nothing of the watch is written before its number is. */
  void start(StateStore store, String start, String end, long revision) {
    writing.lock();
    try {
      async.addListener(this);
      watch =
          store.watch(
              start, end, revision, batch -> write(new Frame.Batch(batch)), this::watchEnded);
      write(new Frame.Started(id));
    } catch (StoreException e) {
      watchEnded(e);
    } finally {
      writing.unlock();
    }
  }

  private void watchEnded(StoreException reason) {
    WireError error = WireError.of(reason);
    write(new Frame.Ended(error.kind(), error.message(), error.revision()));
    end();
  }

  void requestProgress() {
    Watch running = watch;
    if (running != null) {
      running.requestProgress();
    }
  }

  /** A stream that is busy writing needs no beat. */
  void beat() {
    if (writing.tryLock()) {
      try {
        write(new Frame.Beat());
      } finally {
        writing.unlock();
      }
    }
  }

  private void write(Frame frame) {
    writing.lock();
    try {
      if (!ended) {
        format.write(frame);
      }
    } catch (IOException | RuntimeException e) {
      // The client is gone, which is how watches usually end; Tomcat may have taken the response
      // back already.
      end();
    } finally {
      writing.unlock();
    }
  }

  void end() {
    writing.lock();
    try {
      if (ended) {
        return;
      }
      ended = true;
      onEnd.run();
      if (watch != null) {
        watch.close();
      }
      complete();
    } finally {
      writing.unlock();
    }
  }

  private void complete() {
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // The container has ended the exchange by itself.
      ended = true;
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
