package io.navarch.gateway.cache;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The most recent events of a resource, oldest first. Guarded by its cache's lock. */
final class EventRing {
  private final int capacity;
  private @Nullable CacheEvent[] slots = new @Nullable CacheEvent[16];
  private int head;
  private int size;
  private long floor;
  private long newest;

  EventRing(int capacity) {
    this.capacity = capacity;
  }

  /** Forgets everything; changes after the given revision will follow. */
  void startAt(long revision) {
    slots = new @Nullable CacheEvent[16];
    head = 0;
    size = 0;
    floor = revision;
    newest = revision;
  }

  void add(CacheEvent event) {
    if (size == slots.length) {
      makeRoom();
    }
    slots[(head + size) % slots.length] = event;
    size++;
    newest = event.revision();
  }

  private void makeRoom() {
    if (slots.length < capacity) {
      @Nullable CacheEvent[] larger = new @Nullable CacheEvent[slots.length * 4];
      for (int i = 0; i < size; i++) {
        larger[i] = at(i);
      }
      slots = larger;
      head = 0;
      return;
    }
    floor = at(0).revision();
    slots[head] = null;
    head = (head + 1) % slots.length;
    size--;
  }

  private CacheEvent at(int index) {
    CacheEvent event = slots[(head + index) % slots.length];
    if (event == null) {
      throw new IllegalStateException("hole in the event ring");
    }
    return event;
  }

  /** A watch may start after this revision or any later one. */
  long oldestServable() {
    return floor;
  }

  long newest() {
    return newest;
  }

  List<CacheEvent> after(long revision) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).revision() <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    List<CacheEvent> found = new ArrayList<>(size - low);
    for (int i = low; i < size; i++) {
      found.add(at(i));
    }
    return found;
  }
}
