package io.navarch.gateway.loop;

import io.navarch.gateway.cache.CacheEvent;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCache;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.cache.Watcher;
import io.navarch.model.resource.ResourceDefinition;
import java.util.List;
import java.util.function.Consumer;

/** Follows all objects of a resource for a loop, and begins anew when the history is lost. */
public final class Changes implements Watcher {
  private final ResourceCache cache;
  private final String prefix;
  private final Consumer<CacheEvent> change;
  private final Consumer<List<CachedObject>> state;

  private Changes(
      ResourceCache cache,
      String prefix,
      Consumer<CacheEvent> change,
      Consumer<List<CachedObject>> state) {
    this.cache = cache;
    this.prefix = prefix;
    this.change = change;
    this.state = state;
  }

  /**
   * @param change told of each change from now on; must not block
   * @param state told what stands now, and again what stands after changes were missed
   */
  public static void follow(
      ResourceCaches caches,
      ResourceDefinition resource,
      Consumer<CacheEvent> change,
      Consumer<List<CachedObject>> state) {
    new Changes(caches.of(resource), resource.storagePrefix(""), change, state).begin();
  }

  private void begin() {
    if (cache.watch(this, -1) instanceof ResourceCache.Start.State(var objects, var _)) {
      state.accept(objects);
    }
  }

  @Override
  public String keyPrefix() {
    return prefix;
  }

  @Override
  public void onEvent(CacheEvent event) {
    change.accept(event);
  }

  @Override
  public void onExpired() {
    begin();
  }
}
