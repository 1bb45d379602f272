package io.navarch.gateway.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One change of one object. Encoded forms are made once and shared by all watchers.
 *
 * <p>For a deletion the object is the last state under the deletion's revision.
 */
public final class CacheEvent {

  /** What a change looks like to a watcher without selectors. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  /** An encoded form: the type that one watcher sees and how it wants objects encoded. */
  private record FrameKey(Type type, Object representation, boolean previous) {}

  private final Type type;
  private final CachedObject object;
  private final @Nullable CachedObject previous;
  private volatile @Nullable CachedObject previousNow;
  private final Map<FrameKey, byte[]> frames = new ConcurrentHashMap<>(2);

  CacheEvent(Type type, CachedObject object, @Nullable CachedObject previous) {
    this.type = type;
    this.object = object;
    this.previous = previous;
  }

  public Type type() {
    return type;
  }

  public CachedObject object() {
    return object;
  }

  /** What stood there before, under its own revision; null for an addition. */
  public @Nullable CachedObject previous() {
    return previous;
  }

  public long revision() {
    return object.revision();
  }

  /**
   * The state before under this change's revision: what a watcher gets as DELETED when the object
   * no longer matches its selector.
   */
  public CachedObject previousAtThisRevision() {
    CachedObject known = previousNow;
    if (known == null) {
      CachedObject before = previous;
      known = before == null ? object : before.at(object.revision());
      previousNow = known;
    }
    return known;
  }

  /** The bytes of one form of this event, encoded at the first call. */
  public byte[] frame(
      Type seenAs,
      Object representation,
      boolean ofPrevious,
      Function<CachedObject, byte[]> encoder) {
    FrameKey frameKey = new FrameKey(seenAs, representation, ofPrevious);
    byte[] known = frames.get(frameKey);
    if (known == null) {
      known = encoder.apply(ofPrevious ? previousAtThisRevision() : object);
      frames.put(frameKey, known);
    }
    return known;
  }
}
