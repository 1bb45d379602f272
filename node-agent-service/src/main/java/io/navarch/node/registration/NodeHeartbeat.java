package io.navarch.node.registration;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.model.format.MicroTime;
import io.navarch.node.api.ApiCalls;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The node's Lease in {@code kube-node-lease}, by whose renewal the cluster knows that the node
 * lives.
 */
final class NodeHeartbeat {
  private static final String NAMESPACE = "kube-node-lease";
  private static final String LEASES =
      "/apis/coordination.k8s.io/v1/namespaces/" + NAMESPACE + "/leases";
  private static final int LEASE_SECONDS = 40;

  private final ApiCalls api;
  private final String name;
  private final InstantSource clock;
  private boolean known;

  NodeHeartbeat(ApiCalls api, String name, InstantSource clock) {
    this.api = api;
    this.name = name;
    this.clock = clock;
  }

  /** Renews the Lease, making it first when it is missing. */
  void beat(@Nullable Node owner) {
    String now = MicroTime.text(clock.instant());
    if (known) {
      try {
        String patch =
            "{\"spec\":{\"holderIdentity\":\"" + name + "\",\"renewTime\":\"" + now + "\"}}";
        var unused = api.patch(LEASES + "/" + name, ApiCalls.MERGE, patch);
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != 404) {
          throw e;
        }
        known = false;
      }
    }
    Lease fresh = fresh(owner, now);
    try {
      var unused = api.post(LEASES, Serialization.asJson(fresh));
    } catch (KubernetesClientException e) {
      if (e.getCode() != 409) {
        throw e;
      }
    }
    known = true;
  }

  private Lease fresh(@Nullable Node owner, String now) {
    var lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(name)
            .withLeaseDurationSeconds(LEASE_SECONDS)
            .withRenewTime(java.time.ZonedDateTime.parse(now))
            .endSpec();
    if (owner != null) {
      lease
          .editMetadata()
          .addNewOwnerReference()
          .withApiVersion("v1")
          .withKind("Node")
          .withName(name)
          .withUid(owner.getMetadata().getUid())
          .endOwnerReference()
          .endMetadata();
    }
    return lease.build();
  }
}
