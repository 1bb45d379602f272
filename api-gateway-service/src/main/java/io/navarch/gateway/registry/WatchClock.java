package io.navarch.gateway.registry;

import io.navarch.gateway.cache.StoreFeed;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends watches when their time is over and sends bookmarks to those that want them. */
final class WatchClock implements AutoCloseable {
  private static final long BOOKMARK_SECONDS = 60;

  private final StoreFeed feed;
  private final Map<WatchSession, Deadline> sessions = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor ticker;
  private volatile long second;

  /**
   * @param end ends the watch, to the millisecond: one that was asked for a second lasts a second
   * @param lastTick the tick before which the watch ends
   * @param bookmarkPhase ticks are shifted per watch so that not all bookmarks go at once
   */
  private record Deadline(Future<?> end, long lastTick, boolean bookmarks, long bookmarkPhase) {}

  WatchClock(StoreFeed feed) {
    this.feed = feed;
    ticker =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("watch-clock").factory(),
            // A watch that comes while the gateway stops ends with its connection.
            new ThreadPoolExecutor.DiscardPolicy());
    ticker.setRemoveOnCancelPolicy(true);
    var unused = ticker.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  void add(WatchSession session, long timeoutSeconds, boolean bookmarks) {
    long now = second;
    Future<?> end =
        ticker.schedule(
            () -> {
              sessions.remove(session);
              session.end();
            },
            timeoutSeconds,
            TimeUnit.SECONDS);
    sessions.put(
        session, new Deadline(end, now + timeoutSeconds, bookmarks, now % BOOKMARK_SECONDS));
  }

  void remove(WatchSession session) {
    Deadline deadline = sessions.remove(session);
    if (deadline != null) {
      deadline.end().cancel(false);
    }
  }

  private void tick() {
    second++;
    long revision = feed.revision();
    sessions.forEach(
        (session, deadline) -> {
          boolean lastWords = deadline.lastTick() - second == 2;
          if (deadline.bookmarks()
              && (lastWords || second % BOOKMARK_SECONDS == deadline.bookmarkPhase())) {
            session.bookmark(revision);
          }
        });
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    sessions.keySet().forEach(WatchSession::end);
  }
}
