package io.navarch.launcher.join;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.AdminClient;
import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.model.client.CertificateOrder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.KeyedCertificate;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Gets a machine what it needs to be a node of a cluster that it knows a token of. */
public final class NodeJoin {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration MANAGEMENT_VALIDITY = Duration.ofDays(3650);

  private NodeJoin() {}

  /**
   * Asks for the node's first certificate with the token, and writes the files that its processes
   * start with.
   *
   * @param wanted name, address and runtime of the node; the cluster's ranges are filled in
   * @throws UserException if the cluster does not let it in
   */
  public static JoinedNode join(
      ClusterLayout layout, ClusterAccess access, BootstrapToken token, Wanted wanted, Instant now)
      throws IOException {
    Path bootstrap = layout.kubeconfig("bootstrap");
    Pem.writeSecret(bootstrap, access.withToken(token));
    try (KubernetesClient client = GatewayClients.fromKubeconfig(bootstrap, "navarch-join")) {
      refuseTaken(client, wanted.name());
      CertificateOrder.nodeClient(wanted.name())
          .obtain(
              client,
              PATIENCE,
              (certificates, key) ->
                  Pem.writeSecret(JoinedNode.certificate(layout), certificates + key));
      JoinedNode node =
          new JoinedNode(
              access.server(),
              JoinedNode.options(
                  wanted.criSocket(),
                  wanted.cgroupRoot(),
                  wanted.name(),
                  wanted.address(),
                  ClusterBootstrap.nodeConfig(client)));
      writeFiles(layout, access, wanted, now);
      node.save(layout);
      return node;
    } catch (PkiException | KubernetesClientException e) {
      throw new UserException("the cluster did not let this node in: " + e.getMessage());
    } finally {
      Files.deleteIfExists(bootstrap);
    }
  }

  /** What is asked of the node to be. */
  public record Wanted(String name, String address, String criSocket, String cgroupRoot) {}

  private static void refuseTaken(KubernetesClient client, String name) {
    Node there = client.nodes().withName(name).get();
    if (there != null && AdminClient.isReady(there)) {
      throw new UserException(
          "the cluster has a node "
              + name
              + " already, and it is ready; choose another name with --node-name");
    }
  }

  private static void writeFiles(
      ClusterLayout layout, ClusterAccess access, Wanted wanted, Instant now) {
    Pem.writePublic(layout.pki().resolve("ca.crt"), Pem.encode(access.authority()));
    String kubeconfig = access.withCertificate(JoinedNode.certificate(layout));
    Pem.writeSecret(layout.kubeconfig("node-agent"), kubeconfig);
    Pem.writeSecret(layout.kubeconfig("network-proxy"), kubeconfig);
    managementCertificate(layout, wanted, now);
  }

  /** For health and metrics on loopback; nobody outside of this machine sees it. */
  private static void managementCertificate(ClusterLayout layout, Wanted wanted, Instant now) {
    CertificateAuthority own =
        CertificateAuthority.create(
            "navarch-node-management", MANAGEMENT_VALIDITY, now, KeyAlgorithm.EC_P256);
    KeyedCertificate leaf =
        own.issue(
            CertificateSpec.server(
                wanted.name(),
                List.of("localhost", wanted.name()),
                List.of("127.0.0.1"),
                MANAGEMENT_VALIDITY),
            now);
    Pem.writeSecret(layout.pki().resolve("node-agent.key"), leaf.keyPem());
    Pem.writePublic(layout.pki().resolve("node-agent.crt"), leaf.certificatePem());
  }
}
