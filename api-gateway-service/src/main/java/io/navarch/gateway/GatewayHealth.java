package io.navarch.gateway;

import io.navarch.gateway.cache.StoreFeed;
import io.navarch.gateway.http.HealthHandler.HealthCheck;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.util.List;
import java.util.function.Supplier;

/** What the gateway's health paths look at. */
final class GatewayHealth {
  private GatewayHealth() {}

  static List<HealthCheck> checks(StoreFeed feed, StateStore store, Supplier<String> keys) {
    return List.of(
        new Check("ping", true, () -> ""),
        new Check("log", true, () -> ""),
        new Check("etcd", true, () -> reachable(store)),
        new Check("etcd-readiness", false, () -> reachable(store)),
        new Check("kms-providers", false, keys),
        new Check("informer-sync", false, () -> feed.revision() < 0 ? "not synced" : ""),
        new Check("poststarthook/start-kube-apiserver-admission-initializer", true, () -> ""),
        new Check("poststarthook/bootstrap-controller", true, () -> ""),
        new Check("shutdown", false, () -> ""));
  }

  private static String reachable(StateStore store) {
    try {
      long unused = store.revision();
      return "";
    } catch (StoreException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private record Check(String name, boolean forLiveness, Supplier<String> state)
      implements HealthCheck {
    @Override
    public String problem() {
      return state.get();
    }
  }
}
