package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CacheEvent;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.Watcher;
import io.navarch.gateway.http.Exchange;
import io.navarch.model.json.Json;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One client's watch. It owns no thread: the feed's thread hands events over, the server's threads
 * send what was queued while the client was slow. A client that stays slow is cut off and starts
 * again.
 */
final class WatchSession implements Watcher {
  private static final int MAX_QUEUED_FRAMES = 10_000;

  /** Changes that wait while the client takes what stands; they are shared with other watches. */
  private static final int MAX_EARLY = 100_000;

  /** How long the client may take for one part of what stands. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long MAX_QUEUED_BYTES = 16 << 20;

  private final ResourceDefinition resource;
  private final String keyPrefix;
  private final Selection selection;
  private final ObjectEncoder encoder;
  private final Representation as;
  private final FrameKey frameKey;
  private final LongAdder sent;
  private final Exchange.ResponseStream stream;
  private final String onlyKey;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<byte[]> queued = new ArrayDeque<>(0);
  private long queuedBytes;
  private @Nullable Deque<CacheEvent> early = new ArrayDeque<>(0);
  private long lastRevision;
  private boolean first = true;
  private boolean ended;

  /** Watchers with equal keys share encoded frames. */
  private record FrameKey(Representation as, String apiVersion) {}

  WatchSession(
      ResourceDefinition resource,
      String keyPrefix,
      String onlyKey,
      Selection selection,
      ObjectEncoder encoder,
      Representation as,
      Exchange.ResponseStream stream,
      LongAdder sent) {
    this.resource = resource;
    this.keyPrefix = keyPrefix;
    this.onlyKey = onlyKey;
    this.selection = selection;
    this.encoder = encoder;
    this.as = as;
    this.frameKey = new FrameKey(as, resource.apiVersion());
    this.stream = stream;
    this.sent = sent;
    stream.onWritable(this::flush);
    stream.onClose(this::discard);
  }

  @Override
  public String keyPrefix() {
    return keyPrefix;
  }

  @Override
  public String onlyKey() {
    return onlyKey;
  }

  @Override
  public String onlyNode() {
    return selection.onlyNode();
  }

  /**
   * Sends what stands, as additions, as fast as the client takes them; what changes meanwhile comes
   * after it.
   *
   * @param closing whether a bookmark says that it was all
   */
  void begin(List<CachedObject> state, long revision, boolean closing) {
    for (CachedObject object : state) {
      if (selection.matches(object)
          && !sendInitial(
              encoder.frame(resource, CacheEvent.Type.ADDED, object, as, takeFirst()))) {
        end();
        return;
      }
    }
    if (closing && !sendInitial(encoder.bookmark(resource, revision, true, as, takeFirst()))) {
      end();
      return;
    }
    lock.lock();
    try {
      goLive(revision);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing else is sent before {@link #goLive}, so that the lock is not needed. */
  private boolean sendInitial(byte[] frame) {
    if (!stream.isWritable() && !stream.awaitWritable(PATIENCE)) {
      return false;
    }
    sent.increment();
    stream.send(frame);
    return true;
  }

  /** Sends what was missed. */
  void resume(List<CacheEvent> missed, long revision) {
    lock.lock();
    try {
      for (CacheEvent event : missed) {
        if (event.object().key().startsWith(keyPrefix)) {
          translate(event);
        }
      }
      goLive(revision);
    } finally {
      lock.unlock();
    }
  }

  private void goLive(long revision) {
    lastRevision = Math.max(lastRevision, revision);
    Deque<CacheEvent> waiting = early;
    early = null;
    if (waiting != null) {
      for (CacheEvent event : waiting) {
        if (event.revision() > lastRevision) {
          translate(event);
        }
      }
    }
  }

  @Override
  public void onEvent(CacheEvent event) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      if (early != null) {
        early.add(event);
        if (early.size() > MAX_EARLY) {
          end();
        }
      } else if (event.revision() > lastRevision) {
        translate(event);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What a change means to a watcher that sees only some objects. */
  private void translate(CacheEvent event) {
    lastRevision = event.revision();
    if (selection.everything()) {
      sendShared(event, event.type(), false);
      return;
    }
    CachedObject previous = event.previous();
    boolean matched = previous != null && selection.matches(previous);
    boolean matches = event.type() != CacheEvent.Type.DELETED && selection.matches(event.object());
    if (matches) {
      sendShared(event, matched ? CacheEvent.Type.MODIFIED : CacheEvent.Type.ADDED, false);
    } else if (matched) {
      sendShared(event, CacheEvent.Type.DELETED, event.type() != CacheEvent.Type.DELETED);
    }
  }

  private void sendShared(CacheEvent event, CacheEvent.Type seenAs, boolean previous) {
    if (as.form() == Representation.Form.TABLE && first) {
      CachedObject object = previous ? event.previousAtThisRevision() : event.object();
      send(encoder.frame(resource, seenAs, object, as, takeFirst()));
      return;
    }
    send(
        event.frame(
            seenAs,
            frameKey,
            previous,
            object -> encoder.frame(resource, seenAs, object, as, false)));
  }

  private boolean takeFirst() {
    boolean was = first;
    first = false;
    return was;
  }

  /** A progress mark, if everything so far was sent. */
  void bookmark(long revision) {
    lock.lock();
    try {
      if (!ended && early == null && queued.isEmpty() && revision >= lastRevision) {
        lastRevision = revision;
        send(encoder.bookmark(resource, revision, false, as, takeFirst()));
      }
    } finally {
      lock.unlock();
    }
  }

  private void send(byte[] frame) {
    if (ended) {
      return;
    }
    sent.increment();
    if (queued.isEmpty() && stream.isWritable()) {
      stream.send(frame);
      return;
    }
    if (!stream.reserve(frame.length)) {
      end();
      return;
    }
    queued.add(frame);
    queuedBytes += frame.length;
    if (early == null && (queued.size() > MAX_QUEUED_FRAMES || queuedBytes > MAX_QUEUED_BYTES)) {
      end();
    } else {
      flush();
    }
  }

  private void flush() {
    lock.lock();
    try {
      while (!queued.isEmpty() && stream.isWritable() && !ended) {
        byte[] frame = queued.remove();
        queuedBytes -= frame.length;
        stream.release(frame.length);
        stream.send(frame);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void onEnd() {
    end();
  }

  @Override
  public void onExpired() {
    fail(ApiException.expired("too old resource version: the history of the store was lost"));
  }

  /** Ends the watch with an error event. */
  void fail(ApiException why) {
    lock.lock();
    try {
      send(ObjectEncoder.frame("ERROR", Json.write(why.toStatus()), as));
      end();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watch; the client starts a new one where it stopped. */
  void end() {
    discard();
    stream.close();
  }

  /** What waits will not be sent any more. */
  private void discard() {
    lock.lock();
    try {
      ended = true;
      queued.clear();
      stream.release(queuedBytes);
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
  }
}
