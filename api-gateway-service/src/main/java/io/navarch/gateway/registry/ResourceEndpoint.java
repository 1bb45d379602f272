package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.http.ErrorAnswer;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.format.Formats;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what serves a resource request: a handler of its own, or the registry by verb. */
public final class ResourceEndpoint {
  /** What is asked and not stored has no names, so that upstream has no routes there. */
  private static final Set<String> ONLY_CREATED = Set.of("create");

  private static final Set<String> BY_COLLECTION = Set.of("list", "deletecollection");

  private final ResourceCatalog catalog;
  private final List<SubresourceHandler> handlers;
  private final NonResourceHandler elsewhere;
  private final DeprecatedBuiltins deprecated;
  private final ReadEndpoint reads;
  private final WriteEndpoint writes;

  public ResourceEndpoint(
      ResourceCatalog catalog,
      List<SubresourceHandler> handlers,
      NonResourceHandler elsewhere,
      DeprecatedBuiltins deprecated,
      ReadEndpoint reads,
      WriteEndpoint writes) {
    this.catalog = catalog;
    this.handlers = List.copyOf(handlers);
    this.elsewhere = elsewhere;
    this.deprecated = deprecated;
    this.reads = reads;
    this.writes = writes;
  }

  /** No object's name has characters with which a path could be made. */
  private static void requireSegment(RequestInfo request) {
    String name = request.name();
    boolean suspicious = name.startsWith(".") || name.indexOf('%') >= 0;
    List<String> wrong = suspicious ? Formats.pathSegment(name) : List.of();
    if (!wrong.isEmpty() && !request.verb().equals("create")) {
      throw ApiException.badRequest(
          "Name parameter invalid: \"" + name + "\": " + String.join(";", wrong));
    }
  }

  public void handle(Exchange exchange, RequestInfo request, User user) {
    if (request.group().contains(".") && elsewhere.serves(request.path())) {
      elsewhere.handle(exchange, user);
      return;
    }
    Optional<ResourceDefinition> found =
        catalog.byPlural(request.group(), request.version(), request.resource());
    if (found.isEmpty()) {
      throw ErrorAnswer.nothingAt(request.path());
    }
    ResourceDefinition resource = found.get();
    boolean builtin = BuiltinResources.instance().has(resource);
    requireServed(resource, request, builtin);
    requireSegment(request);
    if (builtin) {
      BuiltinRoutes.require(exchange.method(), request, resource);
      deprecated.used(exchange, request);
    }
    for (SubresourceHandler handler : handlers) {
      if (handler.serves(resource, request.subresource(), request.verb())) {
        handler.handle(exchange, request, resource, user);
        return;
      }
    }
    switch (request.verb()) {
      case "get" -> reads.get(exchange, request, resource);
      case "list" -> reads.list(exchange, request, resource, user);
      case "watch" -> reads.watch(exchange, request, resource);
      case "create" -> writes.create(exchange, request, resource, user);
      case "update" -> writes.update(exchange, request, resource, user);
      case "patch" -> writes.patch(exchange, request, resource, user);
      case "delete" -> writes.delete(exchange, request, resource, user);
      case "deletecollection" -> writes.deleteCollection(exchange, request, resource, user);
      default -> throw ErrorAnswer.methodNotAllowed();
    }
  }

  /**
   * Refuses what discovery does not offer, before anything serves it: what was allowed is the verb
   * and the scope that the request names, so that nothing else may come of it. For resources of
   * definitions there are no routes, so that upstream's refusals differ.
   */
  private static void requireServed(
      ResourceDefinition resource, RequestInfo request, boolean builtin) {
    if (isOfNoNamespace(resource, request)
        || leadsNowhere(resource, request)
        || builtin && lacksNamespace(resource, request)) {
      throw ErrorAnswer.nothingAt(request.path());
    }
    if (request.subresource().isEmpty()) {
      boolean needsNamespace =
          resource.namespaced()
              && request.namespace().isEmpty()
              && !List.of("list", "watch").contains(request.verb());
      if (needsNamespace && !builtin) {
        throw ErrorAnswer.nothingAt(request.path());
      }
      if (!request.name().isEmpty() && resource.verbs().equals(ONLY_CREATED)) {
        throw ErrorAnswer.nothingAt(request.path());
      }
      boolean served = resource.verbs().contains(request.verb());
      if (builtin && !served && request.verb().equals("watch")) {
        requireWatch(resource, request);
      }
      if (served && !builtin && request.name().isEmpty() && !isAtItsPlace(request)) {
        throw ApiException.badRequest("name must be provided");
      }
      if (!served || needsNamespace || !isAtItsPlace(request)) {
        throw notAllowed(resource, request, builtin);
      }
      return;
    }
    ResourceDefinition.Subresource subresource = resource.subresources().get(request.subresource());
    if (subresource == null) {
      throw builtin
          ? ErrorAnswer.nothingAt(request.path())
          : ApiException.notFound(resource.group(), resource.plural(), request.name());
    }
    if (!subresource.verbs().contains(request.verb()) && !asksForOptions(request)) {
      throw notAllowed(resource, request, builtin);
    }
  }

  /** Watches lead where lists do, but for paths that are those of a watch. */
  private static void requireWatch(ResourceDefinition resource, RequestInfo request) {
    if (request.isOldWatch()) {
      throw ErrorAnswer.nothingAt(request.path());
    }
    if (resource.verbs().contains("list")) {
      throw ApiException.methodNotAllowed(resource.group(), resource.plural(), request.verb());
    }
  }

  private static ApiException notAllowed(
      ResourceDefinition resource, RequestInfo request, boolean builtin) {
    return builtin
        ? ErrorAnswer.methodNotAllowed()
        : ApiException.methodNotAllowed(resource.group(), resource.plural(), request.verb());
  }

  /**
   * Whether a namespace is named for what has none. A namespace itself is named by {@code
   * namespaces/x} alone, for which rights in that namespace count.
   */
  private static boolean isOfNoNamespace(ResourceDefinition resource, RequestInfo request) {
    if (resource.namespaced() || request.namespace().isEmpty()) {
      return false;
    }
    boolean itself =
        resource.group().isEmpty()
            && resource.plural().equals("namespaces")
            && request.name().equals(request.namespace())
            && !BY_COLLECTION.contains(request.verb());
    return !itself;
  }

  /** Without a namespace, what is in one can be listed only. */
  private static boolean lacksNamespace(ResourceDefinition resource, RequestInfo request) {
    boolean named =
        !request.name().isEmpty()
            && !request.verb().equals("list")
            && (!request.verb().equals("watch") || request.isOldWatch());
    return resource.namespaced()
        && request.namespace().isEmpty()
        && (named || !resource.verbs().contains("list"));
  }

  /** Whether there is a route to such a path whatever the method. */
  private static boolean leadsNowhere(ResourceDefinition resource, RequestInfo request) {
    boolean proxied = request.subresource().equals("proxy");
    return request.verb().equals("proxy")
        || request.path().startsWith("//")
        || !request.subresource().isEmpty()
            && (request.verb().equals("watch")
                || resource.namespaced() && request.namespace().isEmpty()
                || !proxied && request.remainder().length() > 1);
  }

  /** The servers behind a proxy may know a method that has no verb here. */
  private static boolean asksForOptions(RequestInfo request) {
    return request.subresource().equals("proxy") && request.verb().isEmpty();
  }

  /** Objects are created in their collection, and changed under their name. */
  private static boolean isAtItsPlace(RequestInfo request) {
    return switch (request.verb()) {
      case "create" -> request.name().isEmpty();
      case "update", "patch" -> !request.name().isEmpty();
      default -> true;
    };
  }
}
