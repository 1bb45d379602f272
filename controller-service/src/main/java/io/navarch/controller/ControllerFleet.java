package io.navarch.controller;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.controller.admissionpolicy.PolicyStatusController;
import io.navarch.controller.bootstrap.BootstrapControllers;
import io.navarch.controller.certificates.CertificateControllers;
import io.navarch.controller.clusterrole.ClusterRoleAggregationController;
import io.navarch.controller.cronjob.CronJobController;
import io.navarch.controller.daemonset.DaemonSetController;
import io.navarch.controller.deployment.DeploymentController;
import io.navarch.controller.discovery.Discovery;
import io.navarch.controller.discovery.MetadataAccept;
import io.navarch.controller.disruption.DisruptionController;
import io.navarch.controller.endpointslice.EndpointControllers;
import io.navarch.controller.garbagecollector.GarbageCollector;
import io.navarch.controller.job.JobControllers;
import io.navarch.controller.loop.Controller;
import io.navarch.controller.loop.ControllerContext;
import io.navarch.controller.manage.ControllerManager.Fleet;
import io.navarch.controller.namespace.NamespaceController;
import io.navarch.controller.nodeipam.NodeIpamController;
import io.navarch.controller.nodelifecycle.NodeLifecycleController;
import io.navarch.controller.podgc.PodGarbageCollector;
import io.navarch.controller.protection.ProtectionControllers;
import io.navarch.controller.replicaset.ReplicaSetController;
import io.navarch.controller.resourcequota.ResourceQuotaController;
import io.navarch.controller.serviceaccount.ServiceAccountControllers;
import io.navarch.controller.servicecidr.ServiceCidrController;
import io.navarch.controller.statefulset.StatefulSetController;
import io.navarch.controller.tainteviction.TaintEvictionController;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.GatewayClients;
import io.navarch.model.client.Informers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Builds the clients, the informers and every controller. */
final class ControllerFleet {

  private static final String USER_AGENT = "navarch-controller";

  private ControllerFleet() {}

  static Fleet build(ControllerProperties properties, InstantSource clock, RandomGenerator random) {
    KubernetesClient client = GatewayClients.fromKubeconfig(properties.kubeconfig(), USER_AGENT);
    KubernetesClient metadata =
        GatewayClients.fromKubeconfig(properties.kubeconfig(), USER_AGENT, MetadataAccept::install);
    Informers informers = new Informers(client);
    List<EventRecorder> recorders = new ArrayList<>();
    ControllerContext context =
        new ControllerContext(
            client,
            informers,
            clock,
            random,
            properties.concurrency(),
            component -> {
              EventRecorder recorder = new EventRecorder(client, component, "", clock);
              recorders.add(recorder);
              return recorder;
            });
    return new Fleet(
        client, metadata, informers, controllers(properties, context, metadata), recorders);
  }

  private static List<Controller> controllers(
      ControllerProperties properties, ControllerContext context, KubernetesClient metadata) {
    Discovery discovery = new Discovery(context.client(), context.clock());
    List<Controller> controllers = new ArrayList<>();
    controllers.add(ServiceAccountControllers.serviceAccounts(context));
    String rootCa = rootCa(properties.rootCaFile(), context.client().getConfiguration());
    if (rootCa != null) {
      controllers.add(ServiceAccountControllers.rootCa(context, rootCa));
    }
    Path signingKey = properties.serviceAccountSigningKey();
    if (signingKey != null) {
      controllers.add(ServiceAccountControllers.tokenSecrets(context, rootCa, signingKey));
    }
    controllers.add(
        ServiceAccountControllers.legacyTokens(context, properties.legacyTokenCleanUpPeriod()));
    controllers.addAll(identityControllers(properties, context));
    controllers.add(NamespaceController.create(context, metadata, discovery));
    List<Consumer<String>> deletions = new ArrayList<>();
    controllers.add(ResourceQuotaController.create(context, discovery, deletions::add));
    controllers.add(
        GarbageCollector.create(
            context, metadata, discovery, ns -> deletions.forEach(d -> d.accept(ns))));
    controllers.add(ServiceCidrController.create(context));
    controllers.add(EndpointControllers.slices(context));
    controllers.add(EndpointControllers.endpoints(context));
    controllers.add(EndpointControllers.mirroring(context));
    controllers.add(ReplicaSetController.create(context));
    controllers.add(ReplicaSetController.ofReplicationControllers(context));
    controllers.add(DisruptionController.create(context, discovery));
    controllers.add(ProtectionControllers.claims(context));
    controllers.add(ProtectionControllers.volumes(context));
    controllers.add(ProtectionControllers.attributesClasses(context));
    controllers.add(DeploymentController.create(context));
    controllers.add(StatefulSetController.create(context));
    controllers.add(DaemonSetController.create(context));
    controllers.add(CronJobController.create(context));
    controllers.add(JobControllers.jobs(context));
    controllers.add(JobControllers.ttlAfterFinished(context));
    controllers.add(
        NodeLifecycleController.create(
            context, properties.nodeMonitorPeriod(), properties.nodeMonitorGracePeriod()));
    controllers.add(TaintEvictionController.create(context));
    controllers.add(PodGarbageCollector.create(context, properties.terminatedPodGcThreshold()));
    controllers.add(PolicyStatusController.create(context));
    if (properties.allocateNodeCidrs()) {
      controllers.add(
          NodeIpamController.create(
              context, properties.clusterCidr(), properties.nodeCidrMaskSize()));
    }
    return controllers;
  }

  /** Those that make identities and rights. */
  private static List<Controller> identityControllers(
      ControllerProperties properties, ControllerContext context) {
    List<Controller> controllers = new ArrayList<>();
    controllers.add(CertificateControllers.approving(context, properties.approveNodeServing()));
    Path certificate = properties.clusterSigningCertificate();
    Path key = properties.clusterSigningKey();
    if (certificate != null && key != null) {
      controllers.add(
          CertificateControllers.signing(
              context, certificate, key, properties.clusterSigningDuration()));
    }
    controllers.add(CertificateControllers.cleaning(context));
    controllers.add(ClusterRoleAggregationController.create(context));
    controllers.add(BootstrapControllers.signer(context));
    controllers.add(BootstrapControllers.cleaner(context));
    return controllers;
  }

  private static @Nullable String rootCa(@Nullable Path file, Config config) {
    try {
      if (file != null) {
        return Files.readString(file);
      }
      if (config.getCaCertData() != null) {
        return new String(
            Base64.getMimeDecoder().decode(config.getCaCertData()), StandardCharsets.UTF_8);
      }
      return config.getCaCertFile() == null
          ? null
          : Files.readString(Path.of(config.getCaCertFile()));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
