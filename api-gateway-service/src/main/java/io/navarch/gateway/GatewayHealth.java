package io.navarch.gateway;

import io.navarch.gateway.cache.StoreFeed;
import io.navarch.gateway.http.HealthHandler.HealthCheck;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the gateway's health paths look at, under upstream's names. */
final class GatewayHealth {
  /** What is done when the gateway has started; see {@link GatewayLifecycle}. */
  private static final List<String> STARTED =
      List.of(
          "start-apiserver-admission-initializer",
          "generic-apiserver-start-informers",
          "priority-and-fairness-config-consumer",
          "start-apiextensions-controllers",
          "crd-informer-synced",
          "start-system-namespaces-controller",
          "start-cluster-authentication-info-controller",
          "start-kube-apiserver-identity-lease-controller",
          "start-kube-apiserver-identity-lease-garbage-collector",
          "start-legacy-token-tracking-controller",
          "start-service-ip-repair-controllers",
          "rbac/bootstrap-roles",
          "scheduling/bootstrap-system-priority-classes",
          "priority-and-fairness-config-producer",
          "bootstrap-controller",
          "start-kubernetes-service-cidr-controller",
          "apiservice-status-local-available-controller",
          "apiservice-status-remote-available-controller",
          "apiservice-registration-controller",
          "apiservice-discovery-controller",
          "kube-apiserver-autoregistration");

  private GatewayHealth() {}

  /**
   * @param keys what is wrong with the keys of the encryption; empty when nothing is
   * @param ofRooms what the gateway's rooms look at themselves
   */
  static List<HealthCheck> checks(
      StoreFeed feed,
      StateStore store,
      Supplier<String> keys,
      Stream<HealthCheck> ofRooms,
      ShutdownSignal shutdown) {
    List<HealthCheck> checks = new ArrayList<>();
    checks.add(HealthCheck.of("ping", () -> ""));
    checks.add(HealthCheck.of("log", () -> ""));
    checks.add(HealthCheck.of("etcd", () -> reachable(store)));
    checks.add(HealthCheck.ofReadiness("etcd-readiness", () -> reachable(store)));
    checks.add(HealthCheck.of("kms-providers", keys));
    checks.add(
        HealthCheck.ofReadiness("informer-sync", () -> feed.revision() < 0 ? "not synced" : ""));
    STARTED.forEach(
        hook -> checks.add(HealthCheck.of("poststarthook/" + hook, () -> started(feed))));
    ofRooms.forEach(checks::add);
    checks.add(
        HealthCheck.ofReadiness(
            "shutdown", () -> shutdown.isGiven() ? "process is shutting down" : ""));
    return List.copyOf(checks);
  }

  private static String started(StoreFeed feed) {
    return feed.revision() < 0 ? "not finished" : "";
  }

  private static String reachable(StateStore store) {
    try {
      long unused = store.revision();
      return "";
    } catch (StoreException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
