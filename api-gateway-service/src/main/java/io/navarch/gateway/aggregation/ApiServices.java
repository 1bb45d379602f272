package io.navarch.gateway.aggregation;

import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The group versions that are served by others, as the APIService objects say it now. */
final class ApiServices {
  /** What was read at one state of the cache, by {@code group/version}. */
  private record View(long changed, Map<String, AggregatedApi> remote) {}

  private final ResourceCaches caches;
  private final ResourceDefinition apiServices;
  private volatile View view = new View(-1, Map.of());

  ApiServices(ResourceCaches caches) {
    this.caches = caches;
    this.apiServices =
        BuiltinResources.instance()
            .byPlural("apiregistration.k8s.io", "v1", "apiservices")
            .orElseThrow();
  }

  ResourceDefinition resource() {
    return apiServices;
  }

  /** By {@code group/version}. */
  Map<String, AggregatedApi> remote() {
    View now = view;
    if (caches.feed().revision() < 0) {
      return now.remote();
    }
    ResourceCache cache = caches.of(apiServices);
    long changed = cache.lastChange();
    if (now.changed() != changed) {
      Map<String, AggregatedApi> remote = new LinkedHashMap<>();
      for (CachedObject object : cache.list(apiServices.storagePrefix(""), "").objects()) {
        AggregatedApi.of(object.parse())
            .ifPresent(api -> remote.put(api.group() + "/" + api.version(), api));
      }
      now = new View(changed, Map.copyOf(remote));
      view = now;
    }
    return now.remote();
  }

  /** The API that serves a path such as {@code /apis/metrics.k8s.io/v1beta1/nodes}, or null. */
  @Nullable AggregatedApi serving(String path) {
    Map<String, AggregatedApi> remote = remote();
    if (remote.isEmpty() || !path.startsWith("/apis/")) {
      return null;
    }
    int group = path.indexOf('/', "/apis/".length());
    if (group < 0) {
      return null;
    }
    int version = path.indexOf('/', group + 1);
    return remote.get(path.substring("/apis/".length(), version < 0 ? path.length() : version));
  }
}
