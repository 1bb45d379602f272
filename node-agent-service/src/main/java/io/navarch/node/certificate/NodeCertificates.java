package io.navarch.node.certificate;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.model.client.CertificateOrder;
import io.navarch.model.client.ClientIdentity;
import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.client.GatewayClients;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The two certificates of a node: the one it shows the API, and the one it serves its own API with.
 * Each is what the operator gave or what the cluster issued since, whichever ends later.
 */
public final class NodeCertificates implements AutoCloseable {
  private final String node;
  private final List<X509Certificate> authorities;
  private final CertificateFile clientFile;
  private final CertificateFile servingFile;
  private final Optional<KeyedChain> firstClient;
  private final Optional<KeyedChain> firstServing;
  private final InstantSource clock;
  private final RandomGenerator random;
  private @Nullable CertificateRotation clientRotation;
  private @Nullable CertificateRotation servingRotation;

  /**
   * @param kubeconfig names the cluster's authorities and the first client certificate
   * @param folder where issued certificates are kept
   * @param givenServing the serving certificate that the operator gave, if any
   */
  public NodeCertificates(
      String node,
      Path kubeconfig,
      Path folder,
      Optional<KeyedChain> givenServing,
      InstantSource clock,
      RandomGenerator random) {
    this.node = node;
    this.authorities = GatewayClients.authorities(kubeconfig);
    this.clientFile = new CertificateFile(folder.resolve("kubelet-client-current.pem"));
    this.servingFile = new CertificateFile(folder.resolve("kubelet-server-current.pem"));
    this.firstClient = latest(GatewayClients.identity(kubeconfig), clientFile, clock);
    // A serving certificate of another authority is the operator's choice and stays.
    this.firstServing = latest(givenServing, servingFile, clock).or(() -> givenServing);
    this.clock = clock;
    this.random = random;
  }

  private Optional<KeyedChain> latest(
      Optional<KeyedChain> given, CertificateFile issued, InstantSource clock) {
    return CertificateFile.best(
        Stream.concat(given.stream(), issued.read().stream()), authorities, clock.instant());
  }

  /** What to show the API; empty where the kubeconfig has another kind of credentials. */
  public Optional<ClientIdentity> identity() {
    return firstClient.map(ClientIdentity::of);
  }

  /** What to serve with at the start. */
  public Optional<KeyedChain> serving() {
    return firstServing;
  }

  /**
   * Renews both from now on.
   *
   * @param client shows {@code identity}
   * @param registered the Node as the API has it, null before it is there
   * @param served takes each new serving certificate
   */
  public void rotate(
      KubernetesClient client,
      ClientIdentity identity,
      Supplier<@Nullable Node> registered,
      Consumer<KeyedChain> served) {
    clientRotation =
        new CertificateRotation(
            "client",
            clientFile,
            firstClient,
            client,
            () -> Optional.of(CertificateOrder.nodeClient(node)),
            identity::replace,
            clock,
            random);
    servingRotation =
        new CertificateRotation(
            "serving",
            servingFile,
            firstServing,
            client,
            () -> Optional.ofNullable(registered.get()).flatMap(this::servingOrder),
            served,
            clock,
            random);
    clientRotation.start();
    servingRotation.start();
  }

  /** For all that the Node says it is reached at; empty while it says nothing. */
  private Optional<CertificateOrder> servingOrder(Node registered) {
    Set<String> names = new HashSet<>();
    Set<String> addresses = new HashSet<>();
    List<NodeAddress> all =
        registered.getStatus() == null ? List.of() : registered.getStatus().getAddresses();
    for (NodeAddress address : all) {
      (address.getType().endsWith("IP") ? addresses : names).add(address.getAddress());
    }
    return names.isEmpty() && addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(CertificateOrder.nodeServing(node, names, addresses));
  }

  @Override
  public void close() {
    if (clientRotation != null) {
      clientRotation.close();
    }
    if (servingRotation != null) {
      servingRotation.close();
    }
  }
}
