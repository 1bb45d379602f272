package io.navarch.dns.publish;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.navarch.model.client.ObjectKey;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written so that pods find this DNS at the service address: the Service {@code
 * kube-system/kube-dns} without a selector, and an EndpointSlice of this node's own.
 */
final class PublicationPlanner {
  static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String MANAGER = "dns.navarch.io";
  private static final int DNS_PORT = 53;

  private PublicationPlanner() {}

  /** The next thing to write. */
  sealed interface Step {
    record CreateService(Service service) implements Step {}

    record CreateSlice(EndpointSlice slice) implements Step {}

    record UpdateSlice(EndpointSlice slice) implements Step {}

    /** All stands as it should. */
    record Nothing() implements Step {}

    /**
     * Somebody else runs the cluster's DNS, or nobody can reach ours.
     *
     * @param reason for people
     */
    record Refrain(String reason) implements Step {}
  }

  /**
   * @param service as it stands, or null
   * @param slice this node's as it stands, or null
   */
  static Step plan(Publication wanted, @Nullable Service service, @Nullable EndpointSlice slice) {
    if (InetAddress.ofLiteral(wanted.address()).isLoopbackAddress()) {
      return new Step.Refrain(
          "this node is reached at " + wanted.address() + ", which pods cannot reach");
    }
    if (service == null) {
      return new Step.CreateService(service(wanted));
    }
    Map<String, String> selector = service.getSpec().getSelector();
    if (selector != null && !selector.isEmpty()) {
      return new Step.Refrain("the Service " + wanted.service() + " has pods of its own");
    }
    EndpointSlice right = slice(wanted);
    if (slice == null) {
      return new Step.CreateSlice(right);
    }
    return says(slice, right)
        ? new Step.Nothing()
        : new Step.UpdateSlice(
            new EndpointSliceBuilder(right)
                .editMetadata()
                .withResourceVersion(slice.getMetadata().getResourceVersion())
                .endMetadata()
                .build());
  }

  /** The slice of a node; each node has one, so that none needs to know of the others. */
  static ObjectKey sliceKey(Publication wanted) {
    return ObjectKey.of(
        wanted.service().namespace(), wanted.service().name() + "-" + wanted.nodeName());
  }

  private static Service service(Publication wanted) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(wanted.service().namespace())
        .withName(wanted.service().name())
        .withLabels(
            Map.of(
                "k8s-app",
                "kube-dns",
                "kubernetes.io/cluster-service",
                "true",
                "kubernetes.io/name",
                "CoreDNS"))
        .endMetadata()
        .withNewSpec()
        .withClusterIP(wanted.serviceIp())
        .addNewPort()
        .withName("dns")
        .withProtocol("UDP")
        .withPort(DNS_PORT)
        .withNewTargetPort(wanted.port())
        .endPort()
        .addNewPort()
        .withName("dns-tcp")
        .withProtocol("TCP")
        .withPort(DNS_PORT)
        .withNewTargetPort(wanted.port())
        .endPort()
        .endSpec()
        .build();
  }

  private static EndpointSlice slice(Publication wanted) {
    ObjectKey key = sliceKey(wanted);
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace(key.namespace())
        .withName(key.name())
        .withLabels(Map.of(SERVICE_NAME_LABEL, wanted.service().name(), MANAGED_BY, MANAGER))
        .endMetadata()
        .withAddressType("IPv4")
        .withEndpoints(endpoint(wanted))
        .withPorts(port("dns", "UDP", wanted.port()), port("dns-tcp", "TCP", wanted.port()))
        .build();
  }

  private static Endpoint endpoint(Publication wanted) {
    return new EndpointBuilder()
        .withAddresses(wanted.address())
        .withNodeName(wanted.nodeName())
        .withNewConditions()
        .withReady(true)
        .withServing(true)
        .withTerminating(false)
        .endConditions()
        .build();
  }

  private static EndpointPort port(String name, String protocol, int number) {
    return new EndpointPortBuilder().withName(name).withProtocol(protocol).withPort(number).build();
  }

  private static boolean says(EndpointSlice slice, EndpointSlice right) {
    Map<String, String> labels = slice.getMetadata().getLabels();
    return labels != null
        && labels.entrySet().containsAll(right.getMetadata().getLabels().entrySet())
        && ports(slice).equals(ports(right))
        && slice.getEndpoints() != null
        && slice.getEndpoints().size() == 1
        && same(slice.getEndpoints().getFirst(), right.getEndpoints().getFirst());
  }

  private static List<String> ports(EndpointSlice slice) {
    return slice.getPorts() == null
        ? List.of()
        : slice.getPorts().stream()
            .map(p -> p.getName() + "/" + p.getProtocol() + "/" + p.getPort())
            .sorted()
            .toList();
  }

  private static boolean same(Endpoint now, Endpoint right) {
    return right.getAddresses().equals(now.getAddresses())
        && now.getConditions() != null
        && !Boolean.FALSE.equals(now.getConditions().getReady());
  }
}
