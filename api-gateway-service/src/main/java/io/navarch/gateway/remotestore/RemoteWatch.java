package io.navarch.gateway.remotestore;

import io.navarch.model.store.StateStore.Watch;
import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.model.store.StoreException;
import io.navarch.model.store.wire.WireCodec;
import io.navarch.model.store.wire.WireCodec.Frame;
import io.navarch.model.store.wire.WireError;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A watch on a stream of frames, read by a virtual thread of its own. */
final class RemoteWatch implements Watch {
  /** The store beats every ten seconds; a stream that is silent for longer is dead. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(35);

  private final RemoteCalls calls;
  private final InputStream stream;
  private final DataInputStream in;
  private final Consumer<WatchBatch> onBatch;
  private final Consumer<StoreException> onClosed;
  private final Runnable onEnd;
  private final long number;
  private volatile boolean closed;
  private volatile boolean receiving;
  private volatile long lastFrame = System.nanoTime();

  /**
   * @throws StoreException if the store refuses the watch
   */
  RemoteWatch(
      RemoteCalls calls,
      InputStream stream,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed,
      Consumer<RemoteWatch> onEnd) {
    this.calls = calls;
    this.stream = stream;
    this.in = new DataInputStream(new BufferedInputStream(stream, 1 << 14));
    this.onBatch = onBatch;
    this.onClosed = onClosed;
    this.onEnd = () -> onEnd.accept(this);
    this.number = started();
  }

  private long started() {
    try {
      return switch (WireCodec.readFrame(in)) {
        case Frame.Started started -> started.watch();
        case Frame.Ended ended -> {
          stream.close();
          throw exception(ended);
        }
        case Frame.Batch batch -> throw new IOException("changes before the start");
        case Frame.Beat beat -> throw new IOException("a beat before the start");
      };
    } catch (IOException e) {
      throw new StoreException.Unavailable("the state store did not start the watch", e);
    }
  }

  private static StoreException exception(Frame.Ended ended) {
    return WireError.exception(ended.kind(), ended.message(), ended.revision());
  }

  void start() {
    Thread.ofVirtual().name("store-watch").start(this::run);
  }

  private void run() {
    StoreException reason;
    try {
      reason = receive();
    } catch (IOException e) {
      reason = new StoreException.Unavailable("the watch's stream broke", e);
    } catch (RuntimeException e) {
      reason = new StoreException.Unavailable("the watch's receiver failed", e);
    }
    onEnd.run();
    closeStream();
    if (!closed) {
      onClosed.accept(reason);
    }
  }

  private StoreException receive() throws IOException {
    while (true) {
      Frame frame = WireCodec.readFrame(in);
      lastFrame = System.nanoTime();
      switch (frame) {
        case Frame.Batch batch -> {
          if (!closed) {
            receiving = true;
            onBatch.accept(batch.batch());
            lastFrame = System.nanoTime();
            receiving = false;
          }
        }
        case Frame.Ended ended -> {
          return exception(ended);
        }
        case Frame.Beat beat -> {}
        case Frame.Started again -> throw new IOException("started twice");
      }
    }
  }

  /** Breaks a stream that has been silent for too long; its reader then ends the watch. */
  void endIfSilent() {
    if (!receiving && System.nanoTime() - lastFrame > SILENCE_NANOS) {
      closeStream();
    }
  }

  @Override
  public void requestProgress() {
    Thread.startVirtualThread(
        () -> {
          try {
            calls.once("POST", "watches/" + number + "/progress", "*/*", null, in -> number);
          } catch (StoreException e) {
            // Where the watch is gone its stream ends too; else the caller asks again.
          }
        });
  }

  /** Asks the store to end the stream; resetting it from here could cost the whole connection. */
  @Override
  public void close() {
    closed = true;
    Thread.startVirtualThread(
        () -> {
          try {
            calls.once("DELETE", "watches/" + number, "*/*", null, in -> number);
          } catch (StoreException e) {
            closeStream();
          }
        });
  }

  /** Breaks the stream off. */
  void abort() {
    closed = true;
    closeStream();
  }

  private void closeStream() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new StoreException.Unavailable("the watch's stream could not be closed", e);
    }
  }
}
