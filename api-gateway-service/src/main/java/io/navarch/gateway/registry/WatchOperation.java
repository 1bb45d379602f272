package io.navarch.gateway.registry;

import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.StoreFeed;
import io.navarch.gateway.cache.Watcher;
import io.navarch.gateway.http.Exchange;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.random.RandomGenerator;

/** Starts watches with upstream's meaning of resourceVersion and sendInitialEvents. */
final class WatchOperation {
  private static final long PATIENCE_MILLIS = 3_000;
  private static final long MIN_TIMEOUT_SECONDS = 1_800;

  private final ResourceCaches caches;
  private final ObjectEncoder encoder;
  private final WatchClock watchClock;
  private final RandomGenerator random;
  private final WatchCounts counts;

  WatchOperation(
      ResourceCaches caches,
      ObjectEncoder encoder,
      WatchClock watchClock,
      RandomGenerator random,
      WatchCounts counts) {
    this.caches = caches;
    this.encoder = encoder;
    this.watchClock = watchClock;
    this.random = random;
    this.counts = counts;
  }

  /** Answers the request with a stream of events and returns at once. */
  void watch(
      Exchange exchange,
      ResourceDefinition resource,
      String namespace,
      ListOptions options,
      Selection selection,
      Representation as) {
    long began = System.nanoTime();
    // A version that is no number is refused before the answer begins, what it means in the stream.
    long unused = options.version();
    as.requireStream();
    ResourceCache cache = caches.of(resource);
    Exchange.ResponseStream stream = open(exchange, as);
    if (options.timeoutSeconds() < 0) {
      stream.close();
      return;
    }
    WatchSession session =
        new WatchSession(
            resource,
            resource.storagePrefix(namespace),
            selection.onlyKey(resource, namespace),
            selection,
            encoder,
            as,
            stream,
            counts.of(resource));
    long from;
    try {
      from = startRevision(options);
    } catch (ApiException e) {
      session.fail(e);
      return;
    }
    Watcher watcher = encoder.convertsRemotely(resource) ? new HandedOverWatcher(session) : session;
    ResourceCache.Start start = cache.watch(watcher, from);
    stream.onClose(
        () -> {
          cache.unwatch(watcher);
          watchClock.remove(session);
        });
    long timeout =
        options.timeoutSeconds() > 0
            ? options.timeoutSeconds()
            : MIN_TIMEOUT_SECONDS + random.nextLong(MIN_TIMEOUT_SECONDS);
    watchClock.add(session, timeout, options.bookmarks());
    switch (start) {
      case ResourceCache.Start.State(var objects, long revision) -> {
        boolean closing = Boolean.TRUE.equals(options.sendInitialEvents()) && options.bookmarks();
        session.begin(objects, revision, closing);
        if (closing) {
          counts.listed(resource, namespace, System.nanoTime() - began);
        }
      }
      case ResourceCache.Start.Replay(var events, long revision) ->
          session.resume(events, revision);
      case ResourceCache.Start.TooOld(long oldest) ->
          session.fail(
              ApiException.expired("too old resource version: " + from + " (" + oldest + ")"));
    }
  }

  private static Exchange.ResponseStream open(Exchange exchange, Representation as) {
    if (!exchange.isWebSocket()) {
      return exchange.stream(200, as.media().streamType());
    }
    return exchange.webSocket(
        as.media() == Representation.Media.PROTOBUF
            ? Exchange.MessageForm.BINARY_WITHOUT_LENGTH
            : Exchange.MessageForm.TEXT,
        "");
  }

  /** The revision to start after; -1 to begin with the present state. */
  private long startRevision(ListOptions options) {
    long version = options.version();
    if (Boolean.TRUE.equals(options.sendInitialEvents())) {
      if (options.resourceVersion().isEmpty()) {
        awaitCaches(caches.feed().storeRevision());
      } else if (version > 0) {
        awaitCaches(version);
      }
      return -1;
    }
    if (version == 0 && options.sendInitialEvents() == null) {
      // Only paths that say watch come here: they begin with what stands, and nothing tells its
      // end.
      awaitCaches(caches.feed().storeRevision());
      return -1;
    }
    if (version == 0) {
      return options.resourceVersion().isEmpty()
          ? caches.feed().storeRevision()
          : caches.feed().revision();
    }
    return version;
  }

  private void awaitCaches(long revision) {
    StoreFeed feed = caches.feed();
    if (!feed.await(revision, PATIENCE_MILLIS)) {
      throw ListOperation.tooLarge(revision, feed.revision());
    }
  }
}
