package io.navarch.gateway.registry;

import io.navarch.gateway.cache.StoreFeed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends watches when their time is over and sends bookmarks to those that want them. */
final class WatchClock implements AutoCloseable {
  private static final long BOOKMARK_SECONDS = 60;

  private final StoreFeed feed;
  private final Map<WatchSession, Deadline> sessions = new ConcurrentHashMap<>();
  private final ScheduledExecutorService ticker;
  private volatile long second;

  /**
   * @param end the tick at which the watch ends
   * @param bookmarkPhase ticks are shifted per watch so that not all bookmarks go at once
   */
  private record Deadline(long end, boolean bookmarks, long bookmarkPhase) {}

  WatchClock(StoreFeed feed) {
    this.feed = feed;
    ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("watch-clock").factory());
    var unused = ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  void add(WatchSession session, long timeoutSeconds, boolean bookmarks) {
    long now = second;
    sessions.put(session, new Deadline(now + timeoutSeconds, bookmarks, now % BOOKMARK_SECONDS));
  }

  void remove(WatchSession session) {
    sessions.remove(session);
  }

  private void tick() {
    second++;
    long revision = feed.revision();
    sessions.forEach(
        (session, deadline) -> {
          boolean lastWords = deadline.end() - second == 2;
          if (deadline.bookmarks()
              && (lastWords || second % BOOKMARK_SECONDS == deadline.bookmarkPhase())) {
            session.bookmark(revision);
          }
          if (second >= deadline.end()) {
            sessions.remove(session);
            session.end();
          }
        });
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    sessions.keySet().forEach(WatchSession::end);
  }
}
