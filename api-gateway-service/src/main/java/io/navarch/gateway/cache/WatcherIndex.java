package io.navarch.gateway.cache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watchers of a resource, so ordered that an event meets only those that may care: thousands of
 * kubelets watch the pods of one node or one secret each.
 */
final class WatcherIndex {
  private final Set<Watcher> all = ConcurrentHashMap.newKeySet();
  private final Map<String, Set<Watcher>> byKey = new ConcurrentHashMap<>();
  private final Map<String, Set<Watcher>> byNode = new ConcurrentHashMap<>();

  void add(Watcher watcher) {
    change(watcher, set -> set.add(watcher));
  }

  void remove(Watcher watcher) {
    change(watcher, set -> set.remove(watcher));
  }

  /** Those that see every object, and the keys and nodes that others look at. */
  int size() {
    return all.size() + byKey.size() + byNode.size();
  }

  private void change(Watcher watcher, Consumer<Set<Watcher>> action) {
    if (!watcher.onlyKey().isEmpty()) {
      changeIn(byKey, watcher.onlyKey(), action);
    } else if (!watcher.onlyNode().isEmpty()) {
      changeIn(byNode, watcher.onlyNode(), action);
    } else {
      action.accept(all);
    }
  }

  private static void changeIn(
      Map<String, Set<Watcher>> index, String key, Consumer<Set<Watcher>> action) {
    index.compute(
        key,
        (_, set) -> {
          Set<Watcher> some = set == null ? ConcurrentHashMap.newKeySet() : set;
          action.accept(some);
          return some.isEmpty() ? null : some;
        });
  }

  void deliver(CacheEvent event) {
    for (Watcher watcher : all) {
      if (event.object().key().startsWith(watcher.keyPrefix())) {
        watcher.onEvent(event);
      }
    }
    deliverTo(byKey.get(event.object().key()), event);
    if (!byNode.isEmpty()) {
      String node = node(event.object());
      deliverTo(byNode.get(node), event);
      CachedObject before = event.previous();
      String nodeBefore = before == null ? node : node(before);
      if (!nodeBefore.equals(node)) {
        deliverTo(byNode.get(nodeBefore), event);
      }
    }
  }

  private static String node(CachedObject object) {
    return object.fields().values().getOrDefault("spec.nodeName", "");
  }

  private static void deliverTo(@Nullable Set<Watcher> watchers, CacheEvent event) {
    if (watchers != null) {
      for (Watcher watcher : watchers) {
        watcher.onEvent(event);
      }
    }
  }

  void expireAll() {
    removeAll(Watcher::onExpired);
  }

  void endAll() {
    removeAll(Watcher::onEnd);
  }

  private void removeAll(Consumer<Watcher> farewell) {
    Consumer<Watcher> goodbye =
        watcher -> {
          remove(watcher);
          farewell.accept(watcher);
        };
    all.forEach(goodbye);
    byKey.values().forEach(set -> set.forEach(goodbye));
    byNode.values().forEach(set -> set.forEach(goodbye));
  }
}
