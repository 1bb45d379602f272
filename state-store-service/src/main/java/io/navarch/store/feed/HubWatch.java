package io.navarch.store.feed;

import io.navarch.model.store.StateStore.Event;
import io.navarch.model.store.StateStore.Watch;
import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.model.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One watch on a virtual thread of its own. It reads the log until it has caught up, then lives on
 * what the hub offers; when its queue is full it is cut off, delivers what it has, and reads the
 * log again from there.
 */
public final class HubWatch implements Watch {
  private static final int MOST_BATCHES = 1024;
  private static final long MOST_BYTES = 4 << 20;

  private sealed interface Item {}

  private record Deliver(WatchBatch batch, long bytes) implements Item {}

  private enum Signal implements Item {
    /** The hub offers nothing more; the log has the rest. */
    CUT_OFF,
    END
  }

  private final KeyRange range;
  private final Consumer<WatchBatch> onBatch;
  private final Consumer<StoreException> onClosed;
  private final WatchHub hub;
  private final PastChanges past;
  private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final long first;
  private volatile boolean closed;
  private volatile @Nullable StoreException ending;

  /** Guarded by the hub's lock, as are all methods that the hub calls. */
  private boolean markWanted;

  private boolean live;

  /** Of the watch's own thread: whether the hub serves it from the start. */
  private boolean startsLive;

  /** Of the watch's own thread: everything up to this revision was delivered. */
  private long delivered;

  /**
   * Starts a watch.
   *
   * @param from the first revision to deliver, or 0 for what comes next
   * @throws StoreException.Unavailable if the hub is closed
   */
  @SuppressWarnings("this-escape")
  public HubWatch(
      KeyRange range,
      long from,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed,
      WatchHub hub,
      PastChanges past) {
    this.range = range;
    this.onBatch = onBatch;
    this.onClosed = onClosed;
    this.hub = hub;
    this.past = past;
    this.first = hub.register(this, from);
    this.delivered = first - 1;
    this.startsLive = live;
    Thread.ofVirtual().name("store-watch").start(this::run);
  }

  void goLive() {
    live = true;
  }

  /** Takes the changes that concern this watch; false where it is too far behind to be served. */
  boolean offer(List<Change> changes, long revision) {
    List<Event> events = new ArrayList<>();
    long bytes = 0;
    for (Change change : changes) {
      Event event = change.event();
      if (event.entry().modRevision() >= first && range.contains(change.key())) {
        events.add(event);
        bytes += event.entry().value().length;
      }
    }
    if (events.isEmpty()) {
      return true;
    }
    if (queue.size() >= MOST_BATCHES || queuedBytes.get() > MOST_BYTES) {
      live = false;
      queue.add(Signal.CUT_OFF);
      return false;
    }
    queuedBytes.addAndGet(bytes);
    queue.add(new Deliver(new WatchBatch(events, revision), bytes));
    return true;
  }

  void wantMark() {
    markWanted = true;
  }

  void offerWantedMark(long published) {
    if (markWanted && live) {
      markWanted = false;
      queue.add(new Deliver(new WatchBatch(List.of(), Math.max(published, first - 1)), 0));
    }
  }

  @Override
  public void requestProgress() {
    hub.requestProgress(this);
  }

  @Override
  public void close() {
    closed = true;
    hub.remove(this);
    queue.add(Signal.END);
  }

  /** Ends the watch for a reason that its owner is told. */
  void end(StoreException reason) {
    ending = reason;
    queue.add(Signal.END);
  }

  private void run() {
    try {
      boolean running = true;
      while (running) {
        if (!startsLive) {
          catchUp();
        }
        startsLive = false;
        running = deliverLive();
      }
    } catch (StoreException e) {
      ending = e;
    } catch (InterruptedException e) {
      ending = new StoreException.Unavailable("the watch was interrupted", e);
    } catch (RuntimeException e) {
      ending = new StoreException.Unavailable("the watch's receiver failed", e);
    } finally {
      hub.remove(this);
      @Nullable StoreException reason = ending;
      if (!closed && reason != null) {
        onClosed.accept(reason);
      }
    }
  }

  private boolean over() {
    return closed || ending != null;
  }

  /** Delivers from the log until the hub takes over. */
  private void catchUp() {
    while (!over() && !hub.attach(this, delivered + 1)) {
      WatchBatch batch = past.read(range, delivered + 1, hub.published());
      if (!batch.events().isEmpty()) {
        onBatch.accept(batch);
      }
      delivered = batch.revision();
    }
  }

  /** Delivers what the hub offers; false where the watch has ended. */
  private boolean deliverLive() throws InterruptedException {
    while (true) {
      switch (queue.take()) {
        case Deliver deliver -> {
          if (over()) {
            return false;
          }
          queuedBytes.addAndGet(-deliver.bytes());
          onBatch.accept(deliver.batch());
          delivered = Math.max(delivered, deliver.batch().revision());
        }
        case Signal.CUT_OFF -> {
          return !over();
        }
        case Signal.END -> {
          return false;
        }
      }
    }
  }
}
