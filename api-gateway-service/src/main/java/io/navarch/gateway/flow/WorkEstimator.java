package io.navarch.gateway.flow;

import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Duration;
import java.util.Optional;

/**
 * Guesses what a request costs before it runs. Lists, and watches that begin with what stands, cost
 * a seat each 100 KB that they gather, up to 1 MB where they come from the cache; writes keep seats
 * for a while after their answer when ten or more watchers must be told.
 */
final class WorkEstimator {
  private static final int BYTES_PER_SEAT = 100_000;
  private static final int CACHE_BYTES = 1_000_000;
  private static final int MOST_LIST_SEATS = 100;
  private static final int MOST_WRITE_SEATS = 10;
  private static final double WATCHES_PER_SEAT = 10;
  private static final double SECONDS_PER_EVENT = 0.005;

  private final ResourceCatalog catalog;
  private final ResourceCaches caches;

  WorkEstimator(ResourceCatalog catalog, ResourceCaches caches) {
    this.catalog = catalog;
    this.caches = caches;
  }

  Work estimate(RequestInfo request, LevelState level) {
    if (!request.resourceRequest()) {
      return Work.ONE;
    }
    return switch (request.verb()) {
      case "list" -> gathering(request, level);
      case "watch" -> beginsWithState(request) ? gathering(request, level) : Work.ONE;
      case "create", "update", "patch", "delete", "deletecollection" -> telling(request, level);
      default -> Work.ONE;
    };
  }

  private static boolean beginsWithState(RequestInfo request) {
    String version = request.parameter("resourceVersion");
    return request.flag("sendInitialEvents") || version.isEmpty() || version.equals("0");
  }

  private Optional<ResourceCache> cache(RequestInfo request) {
    return catalog
        .byPlural(request.group(), request.version(), request.resource())
        .map((ResourceDefinition resource) -> caches.of(resource));
  }

  private Work gathering(RequestInfo request, LevelState level) {
    if (!request.name().isEmpty()) {
      return Work.ONE;
    }
    ResourceCache.Size size = cache(request).map(ResourceCache::size).orElse(null);
    if (size == null) {
      return Work.ONE;
    }
    long objects = Math.min(size.objects(), limit(request));
    double bytes = objects * size.averageBytes();
    if (!isFromStore(request)) {
      bytes = Math.min(bytes, CACHE_BYTES);
    }
    int seats = (int) Math.min(MOST_LIST_SEATS, Math.ceil(bytes / BYTES_PER_SEAT));
    return Work.of(Math.clamp(seats, 1, level.maxWidth(MOST_LIST_SEATS)));
  }

  private static boolean isFromStore(RequestInfo request) {
    return !request.parameter("continue").isEmpty()
        || request.parameter("resourceVersionMatch").equals("Exact");
  }

  private static long limit(RequestInfo request) {
    try {
      long limit = Long.parseLong(request.parameter("limit"));
      return limit > 0 ? limit : Long.MAX_VALUE;
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private Work telling(RequestInfo request, LevelState level) {
    if (request.resource().equals("serviceaccounts") && request.subresource().equals("token")) {
      return Work.ONE;
    }
    int watchers = cache(request).map(ResourceCache::watchers).orElse(0);
    if (watchers < WATCHES_PER_SEAT) {
      return Work.ONE;
    }
    double seats = Math.ceil(watchers / WATCHES_PER_SEAT);
    int width = (int) Math.min(seats, level.maxWidth(MOST_WRITE_SEATS));
    double seconds = seats * SECONDS_PER_EVENT / width;
    return new Work(1, width, Duration.ofNanos((long) (seconds * 1e9)));
  }
}
