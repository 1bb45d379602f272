package io.navarch.proxy.podnetwork;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.model.json.Json;
import io.navarch.proxy.plan.NodeNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network of the pods on this node: a bridge with the first address of the node's pod range,
 * the CNI configuration that puts pods on it, and routes to the other nodes' ranges. Everything
 * follows from {@code spec.podCIDR} of the Node objects.
 */
public final class PodNetwork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PodNetwork.class);

  private final KubernetesClient client;
  private final NodeNetwork network;
  private final String nodeIp;
  private final Path cniConfigDir;
  private final Path cniDataDir;
  private final HostNetwork host;
  private final Map<String, String> routes = new HashMap<>();
  private @Nullable SharedIndexInformer<Node> nodes;
  private volatile String ownCidr = "";

  public PodNetwork(
      KubernetesClient client,
      NodeNetwork network,
      String nodeIp,
      Path cniConfigDir,
      Path cniDataDir,
      HostNetwork host) {
    this.client = client;
    this.network = network;
    this.nodeIp = nodeIp;
    this.cniConfigDir = cniConfigDir;
    this.cniDataDir = cniDataDir;
    this.host = host;
  }

  /** Starts following the nodes; returns at once. */
  public void start() {
    SharedIndexInformer<Node> informer = client.nodes().runnableInformer(0);
    informer.addEventHandler(
        new ResourceEventHandler<Node>() {
          @Override
          public void onAdd(Node node) {
            changed(node);
          }

          @Override
          public void onUpdate(Node old, Node node) {
            changed(node);
          }

          @Override
          public void onDelete(Node node, boolean finalStateUnknown) {
            removed(node);
          }
        });
    informer.exceptionHandler((started, e) -> true);
    nodes = informer;
    informer.start();
  }

  /** Whether pods can be put on the network. */
  public boolean isReady() {
    return !ownCidr.isEmpty();
  }

  private synchronized void changed(Node node) {
    String cidr = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
    if (cidr == null || cidr.isEmpty()) {
      return;
    }
    try {
      if (node.getMetadata().getName().equals(network.nodeName())) {
        own(cidr);
      } else {
        other(node, cidr);
      }
    } catch (IOException e) {
      LOG.error("cannot set up the pod network for {}: {}", cidr, e.getMessage());
    }
  }

  private void own(String cidr) throws IOException {
    if (cidr.equals(ownCidr)) {
      return;
    }
    host.prepare(cidr, network, nodeIp);
    writeCniConfiguration(cidr);
    ownCidr = cidr;
    LOG.info("pods of this node get addresses of {}", cidr);
  }

  private void other(Node node, String cidr) throws IOException {
    String via =
        node.getStatus() == null
            ? null
            : node.getStatus().getAddresses().stream()
                .filter(a -> a.getType().equals("InternalIP"))
                .map(a -> a.getAddress())
                .findFirst()
                .orElse(null);
    if (via == null || via.equals(nodeIp) || via.equals(routes.get(cidr))) {
      return;
    }
    host.route(cidr, via);
    routes.put(cidr, via);
  }

  private synchronized void removed(Node node) {
    String cidr = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
    if (cidr != null && routes.remove(cidr) != null) {
      host.removeRoute(cidr);
    }
  }

  /** Written aside and moved, because the runtime watches the folder. */
  private void writeCniConfiguration(String cidr) throws IOException {
    Files.createDirectories(cniConfigDir);
    Files.createDirectories(cniDataDir);
    Path file = cniConfigDir.resolve("10-navarch.conflist");
    Path aside = cniConfigDir.resolve(".10-navarch.conflist.new");
    Files.write(aside, Json.write(CniConfiguration.of(cidr, cniDataDir.toString())));
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    if (nodes != null) {
      Objects.requireNonNull(nodes).stop();
    }
  }
}
