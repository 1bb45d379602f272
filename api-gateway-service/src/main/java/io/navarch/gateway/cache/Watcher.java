package io.navarch.gateway.cache;

/** Someone who follows the changes of a resource. Calls come in order and must not block. */
public interface Watcher {
  /** Only objects whose key starts with this are of interest. */
  String keyPrefix();

  /**
   * The one object key of interest, or empty: lets a cache with many such watchers find the right
   * ones directly.
   */
  default String onlyKey() {
    return "";
  }

  /** The one node whose pods are of interest, or empty. */
  default String onlyNode() {
    return "";
  }

  void onEvent(CacheEvent event);

  /** What is watched is served in another way from now on; the watcher is removed already. */
  default void onEnd() {}

  /** The history was lost; the watcher is removed already. */
  void onExpired();
}
