package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.StoreFeed;
import io.navarch.gateway.flow.FairTurns;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import org.jspecify.annotations.Nullable;

/** Serves GET, LIST and WATCH of any kind. */
public final class ReadEndpoint {
  private static final long PATIENCE_MILLIS = 3_000;

  /** Lists of so many objects keep a processor busy for long. */
  private static final int MANY = 100;

  private final ObjectStorage storage;
  private final ResourceCaches caches;
  private final ListOperation lists;
  private final WatchOperation watches;
  private final ObjectEncoder encoder;
  private final FairTurns turns =
      new FairTurns(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));

  ReadEndpoint(
      ObjectStorage storage,
      ResourceCaches caches,
      ListOperation lists,
      WatchOperation watches,
      ObjectEncoder encoder) {
    this.storage = storage;
    this.caches = caches;
    this.lists = lists;
    this.watches = watches;
    this.encoder = encoder;
  }

  void get(Exchange exchange, RequestInfo request, ResourceDefinition resource) {
    Representation as = Answers.representation(exchange, request, resource);
    if (request.subresource().isEmpty() && request.flag("export")) {
      throw ApiException.badRequest(
          "the export parameter, deprecated since v1.14, is no longer supported");
    }
    CachedObject object = read(request, resource);
    if (object == null) {
      throw ApiException.notFound(resource.group(), resource.plural(), request.name());
    }
    if (request.subresource().equals("scale")) {
      Answers.send(exchange, 200, encoder.scale(resource, object, as), as);
      return;
    }
    Answers.send(exchange, 200, encoder.object(resource, object, as), as);
  }

  private @Nullable CachedObject read(RequestInfo request, ResourceDefinition resource) {
    String version = request.parameter("resourceVersion");
    String namespace = resource.namespaced() ? request.namespace() : "";
    if (version.isEmpty()) {
      return storage.consistent(resource, namespace, request.name());
    }
    long wanted = ListOptions.parseVersion(version);
    StoreFeed feed = caches.feed();
    if (wanted > 0 && !feed.await(wanted, PATIENCE_MILLIS)) {
      throw ListOperation.tooLarge(wanted, feed.revision());
    }
    return storage.cached(resource, namespace, request.name());
  }

  void list(Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    ListOptions options = ListOptions.of(request, false);
    Selection selection = Selections.of(storage, resource, options, "");
    ListOperation.Page page =
        lists.list(resource, namespace(request, resource), options, selection);
    if (page.items().size() < MANY || encoder.convertsRemotely(resource)) {
      Answers.send(exchange, 200, encoder.list(resource, page, as), as);
    } else {
      exchange.awaitOutlet();
      turns.take(
          user.name(), () -> Answers.send(exchange, 200, encoder.list(resource, page, as), as));
    }
  }

  void watch(Exchange exchange, RequestInfo request, ResourceDefinition resource) {
    Representation as = Answers.representation(exchange, request, resource);
    boolean oldPath = request.isOldWatch();
    // A path that says watch is no option: what is asked there beside it is read as a list's.
    ListOptions options = ListOptions.of(request, !oldPath || request.flag("watch"));
    Selection selection = Selections.of(storage, resource, options, oldPath ? request.name() : "");
    watches.watch(exchange, resource, namespace(request, resource), options, selection, as);
  }

  private static String namespace(RequestInfo request, ResourceDefinition resource) {
    return resource.namespaced() ? request.namespace() : "";
  }
}
