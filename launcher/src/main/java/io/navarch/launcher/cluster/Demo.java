package io.navarch.launcher.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.launcher.images.BundledImages;
import java.util.Map;
import java.util.Optional;

/** The workload that a new cluster starts with, so that there is something to look at. */
public final class Demo {
  private static final String NAMESPACE = "default";
  private static final String NAME = "demo";
  private static final Map<String, String> LABELS = Map.of("app", NAME);

  private final KubernetesClient client;

  public Demo(KubernetesClient client) {
    this.client = client;
  }

  public boolean nodeIsReady(String name) {
    return node(name).filter(AdminClient::isReady).isPresent();
  }

  /** Whether the node has registered. */
  boolean nodeIsThere(String name) {
    return node(name).isPresent();
  }

  private Optional<Node> node(String name) {
    try {
      return Optional.ofNullable(client.nodes().withName(name).get());
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  /** Creates what is not there yet. */
  public void deploy() {
    if (client.apps().deployments().inNamespace(NAMESPACE).withName(NAME).get() == null) {
      client.apps().deployments().inNamespace(NAMESPACE).resource(deployment()).create();
    }
    if (client.services().inNamespace(NAMESPACE).withName(NAME).get() == null) {
      client.services().inNamespace(NAMESPACE).resource(service()).create();
    }
  }

  private static Deployment deployment() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withReplicas(2)
        .withNewSelector()
        .withMatchLabels(LABELS)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName(NAME)
        .withImage(BundledImages.DEMO)
        .addNewPort()
        .withContainerPort(8080)
        .endPort()
        .withNewReadinessProbe()
        .withNewHttpGet()
        .withPath("/healthz")
        .withPort(new IntOrString(8080))
        .endHttpGet()
        .withPeriodSeconds(5)
        .endReadinessProbe()
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Service service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(NAME)
        .withLabels(LABELS)
        .endMetadata()
        .withNewSpec()
        .withSelector(LABELS)
        .addNewPort()
        .withPort(80)
        .withTargetPort(new IntOrString(8080))
        .endPort()
        .endSpec()
        .build();
  }

  public boolean isAvailable() {
    try {
      Deployment found = client.apps().deployments().inNamespace(NAMESPACE).withName(NAME).get();
      return found != null
          && found.getStatus() != null
          && found.getStatus().getAvailableReplicas() != null
          && found.getStatus().getAvailableReplicas() >= 1;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** The service's cluster address, or the empty string. */
  public String serviceAddress() {
    Service found = client.services().inNamespace(NAMESPACE).withName(NAME).get();
    return found == null ? "" : found.getSpec().getClusterIP();
  }
}
