package io.navarch.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import io.navarch.model.store.StateStore.Event;
import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.model.store.StoreException;
import io.navarch.store.feed.Change;
import io.navarch.store.feed.KeyRange;
import io.navarch.store.feed.PastChanges;
import io.navarch.store.feed.WatchHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One etcd watch over all keys, which feeds all of our watches. Every revision of etcd has an event
 * there, so the newest revision seen is an exact progress mark; etcd's own marks could overtake
 * events before 3.4.25 and 3.5.8.
 */
final class EtcdFeed implements PastChanges, AutoCloseable {
  private static final ByteSequence ALL = ByteSequence.from(new byte[] {0});
  private static final int MOST_EVENTS = 2000;

  /** Between a broken stream and the next try. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Watch client;
  private final Duration timeout;
  private final WatchHub hub;
  private volatile boolean failed;

  /** Guarded by this. */
  private Watch.Watcher watcher;

  /**
   * @param revision the newest revision; the feed begins after it
   */
  @SuppressWarnings("this-escape")
  EtcdFeed(Watch client, long revision, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
    this.hub = new WatchHub(revision);
    this.watcher = listen();
  }

  private Watch.Watcher listen() {
    return client.watch(
        ALL, from(hub.published() + 1), Watch.listener(this::publish, this::interrupted));
  }

  private static WatchOption from(long revision) {
    return WatchOption.builder()
        .withRange(ALL)
        .withRevision(revision)
        .withPrevKV(true)
        .withRequireLeader(true)
        .build();
  }

  WatchHub hub() {
    return hub;
  }

  /** Whether the feed has ended by itself, so that a new one is needed. */
  boolean failed() {
    return failed;
  }

  private synchronized void publish(WatchResponse response) {
    long known = hub.published();
    List<Change> changes =
        changes(response).stream()
            .filter(change -> change.event().entry().modRevision() > known)
            .toList();
    if (!changes.isEmpty()) {
      hub.publish(changes, changes.getLast().event().entry().modRevision());
      notifyAll();
    }
  }

  private static List<Change> changes(WatchResponse response) {
    return response.getEvents().stream().map(EtcdEntries::change).toList();
  }

  /** The stream broke: it goes on where it stopped, unless etcd has forgotten that revision. */
  private void interrupted(Throwable failure) {
    RuntimeException reason = EtcdErrors.translate(failure);
    if (reason instanceof StoreException.Unavailable) {
      Thread.startVirtualThread(this::listenAgain);
    } else {
      end(
          reason instanceof StoreException known
              ? known
              : new StoreException.Unavailable("the watch on etcd failed", failure));
    }
  }

  private void listenAgain() {
    try {
      Thread.sleep(PAUSE);
      synchronized (this) {
        watcher.close();
        if (!failed) {
          watcher = listen();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(StoreException reason) {
    failed = true;
    hub.close(reason);
    synchronized (this) {
      notifyAll();
    }
  }

  /** Waits until the feed has seen a revision; false where it does not come in time. */
  synchronized boolean await(long revision) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (hub.published() < revision && !failed) {
      long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return !failed;
  }

  /** Reads the past by a watch over all keys, which ends when it has seen the wanted revision. */
  @Override
  public WatchBatch read(KeyRange range, long from, long to) {
    Replay replay = new Replay(range, to);
    try (Watch.Watcher past =
        client.watch(ALL, from(from), Watch.listener(replay::take, replay::fail))) {
      return replay.done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw EtcdErrors.translate(e.getCause());
    } catch (TimeoutException e) {
      throw new StoreException.Unavailable("etcd did not send its past changes in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException.Unavailable("interrupted", e);
    }
  }

  private static final class Replay {
    private final KeyRange range;
    private final long to;
    private final List<Event> events = new ArrayList<>();
    final CompletableFuture<WatchBatch> done = new CompletableFuture<>();

    Replay(KeyRange range, long to) {
      this.range = range;
      this.to = to;
    }

    void take(WatchResponse response) {
      @Nullable Event last = null;
      for (Change change : changes(response)) {
        Event event = change.event();
        if (event.entry().modRevision() > to) {
          last = event;
          break;
        }
        last = event;
        if (range.contains(change.key())) {
          events.add(event);
        }
      }
      // A response holds whole revisions, so its end is a good place to stop.
      if (last != null && (last.entry().modRevision() >= to || events.size() >= MOST_EVENTS)) {
        done.complete(
            new WatchBatch(List.copyOf(events), Math.min(to, last.entry().modRevision())));
      }
    }

    void fail(Throwable failure) {
      done.completeExceptionally(failure);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      watcher.close();
    }
    end(new StoreException.Unavailable("the store is closed", null));
  }
}
