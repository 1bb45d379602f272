package io.navarch.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.navarch.controller.ControllerConfiguration;
import io.navarch.gateway.GatewayFixture;
import io.navarch.model.client.CertificateOrder;
import io.navarch.model.client.ClientIdentity;
import io.navarch.model.client.ClientIdentity.KeyedChain;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateSpec;
import io.navarch.model.pki.Kubeconfig;
import io.navarch.node.certificate.NodeCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * A node whose certificates live for seconds, over a real gateway and real controllers: it goes on
 * working without a restart after the first ones have ended.
 */
class NodeCertificateRotationTest {
  private static final Duration LIFE = Duration.ofSeconds(40);

  @TempDir private Path folder;
  private GatewayFixture gateway;
  private AnnotationConfigApplicationContext controllers;
  private KubernetesClient admin;

  @BeforeEach
  void startCluster() {
    gateway = GatewayFixture.start(folder, Map.of());
    admin = GatewayClients.fromKubeconfig(gateway.kubeconfig(), "test");
    allow("certificates.k8s.io:certificatesigningrequests:selfnodeclient", "Group", "system:nodes");
    allow("certificates.k8s.io:kubelet-serving-approver", "User", "system:kube-controller-manager");
    controllers = new AnnotationConfigApplicationContext();
    controllers
        .getEnvironment()
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "test",
                Map.of(
                    "navarch.controller.kubeconfig",
                    gateway.kubeconfig().resolveSibling("controller.conf").toString(),
                    "navarch.controller.cluster-signing-certificate",
                    folder.resolve("pki/ca.crt").toString(),
                    "navarch.controller.cluster-signing-key",
                    folder.resolve("pki/ca.key").toString(),
                    "navarch.controller.cluster-signing-duration",
                    LIFE.toSeconds() + "s",
                    "navarch.controller.leader-elect",
                    false)));
    controllers.register(ControllerConfiguration.class);
    controllers.refresh();
  }

  private void allow(String role, String kind, String subject) {
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(role)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "system:" + role)
                .addNewSubject("rbac.authorization.k8s.io", kind, subject, null)
                .build())
        .create();
  }

  @AfterEach
  void stopCluster() {
    controllers.close();
    admin.close();
    gateway.close();
  }

  /** A kubeconfig whose certificate is far past the middle of its life. */
  private Path kubeconfigThatEndsIn(Duration left) {
    CertificateAuthority authority =
        CertificateAuthority.load(folder.resolve("pki/ca.crt"), folder.resolve("pki/ca.key"));
    Duration hour = Duration.ofHours(1);
    Path file = folder.resolve("node.conf");
    Kubeconfig.write(
        file,
        gateway.server(),
        authority.certificate(),
        authority.issue(
            CertificateSpec.client("system:node:n", List.of("system:nodes"), hour.plus(left)),
            Instant.now().minus(hour)));
    return file;
  }

  private Node registered() {
    Node node =
        admin
            .resource(new NodeBuilder().withNewMetadata().withName("n").endMetadata().build())
            .create();
    return admin
        .resource(
            new NodeBuilder(node)
                .withNewStatus()
                .addNewAddress("192.0.2.7", "InternalIP")
                .addNewAddress("n", "Hostname")
                .endStatus()
                .build())
        .updateStatus();
  }

  private static String credential(KubernetesClient node) {
    SelfSubjectReview me = node.resource(new SelfSubjectReview()).create();
    assertThat(me.getStatus().getUserInfo().getUsername()).isEqualTo("system:node:n");
    return me.getStatus()
        .getUserInfo()
        .getExtra()
        .get("authentication.kubernetes.io/credential-id")
        .getFirst();
  }

  @Test
  void aNodeOutlivesItsCertificates() throws Exception {
    Node node = registered();
    Path kubeconfig = kubeconfigThatEndsIn(Duration.ofSeconds(20));
    Path pki = folder.resolve("node-pki");
    List<KeyedChain> served = new CopyOnWriteArrayList<>();
    try (NodeCertificates certificates =
        new NodeCertificates(
            "n",
            kubeconfig,
            pki,
            Optional.empty(),
            InstantSource.system(),
            RandomGenerator.getDefault())) {
      ClientIdentity identity = certificates.identity().orElseThrow();
      X509Certificate first = identity.current().certificate();
      try (KubernetesClient client = GatewayClients.withIdentity(kubeconfig, "node", identity)) {
        Set<String> watched = ConcurrentHashMap.newKeySet();
        var informer = client.services().inAnyNamespace().inform();
        informer.addEventHandler(
            new ResourceEventHandler<>() {
              @Override
              public void onAdd(Service service) {
                watched.add(service.getMetadata().getName());
              }

              @Override
              public void onUpdate(Service before, Service after) {}

              @Override
              public void onDelete(Service gone, boolean unknown) {}
            });
        certificates.rotate(client, identity, () -> node, served::add);
        Set<String> credentials = new HashSet<>();
        credentials.add(credential(client));
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(200))
            .until(
                () -> {
                  credentials.add(credential(client));
                  return Instant.now().isAfter(first.getNotAfter().toInstant().plusSeconds(2))
                      && credentials.size() >= 3;
                });
        assertServing(served);
        assertThat(Files.readString(pki.resolve("kubelet-client-current.pem")))
            .contains("BEGIN CERTIFICATE", "BEGIN PRIVATE KEY");
        admin
            .services()
            .inNamespace("default")
            .resource(
                new ServiceBuilder()
                    .withNewMetadata()
                    .withName("late")
                    .endMetadata()
                    .withNewSpec()
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .endSpec()
                    .build())
            .create();
        await().atMost(Duration.ofSeconds(30)).until(() -> watched.contains("late"));
        informer.close();
      }
    }
  }

  private void assertServing(List<KeyedChain> served) throws Exception {
    assertThat(served).isNotEmpty();
    X509Certificate certificate = served.getLast().certificate();
    certificate.verify(
        CertificateAuthority.load(folder.resolve("pki/ca.crt"), folder.resolve("pki/ca.key"))
            .certificate()
            .getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames().stream().map(n -> n.get(1)).toList())
        .isEqualTo(List.of("n", "192.0.2.7"));
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
  }

  @Test
  void aNodeGetsNoServingCertificateForForeignNames() {
    registered();
    Path kubeconfig = kubeconfigThatEndsIn(Duration.ofMinutes(10));
    try (KubernetesClient client = GatewayClients.fromKubeconfig(kubeconfig, "node")) {
      assertThat(
              catchThrowable(
                  () ->
                      CertificateOrder.nodeServing(
                              "n", Set.of("n", "bank.example"), Set.of("192.0.2.7"))
                          .obtain(client, Duration.ofSeconds(3), (c, k) -> {})))
          .hasMessageContaining("nobody decided");
    }
  }
}
