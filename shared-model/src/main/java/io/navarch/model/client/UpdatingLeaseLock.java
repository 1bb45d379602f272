package io.navarch.model.client;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lease that is renewed by update, as upstream's clients do: the roles of the control plane allow
 * no patch.
 */
final class UpdatingLeaseLock extends LeaseLock {
  private final String namespace;
  private final String name;
  private @Nullable Lease seen;

  UpdatingLeaseLock(String namespace, String name, String identity) {
    super(namespace, name, identity);
    this.namespace = namespace;
    this.name = name;
  }

  @Override
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    Lease lease = client.leases().inNamespace(namespace).withName(name).get();
    seen = lease;
    return lease == null ? null : toRecord(lease);
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
    seen = client.resource(toResource(record, getObjectMeta(null))).create();
  }

  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
    Lease before = Objects.requireNonNull(seen, "the lease was not read before its update");
    String version = before.getMetadata().getResourceVersion();
    seen = client.resource(toResource(record, getObjectMeta(version))).update();
  }
}
