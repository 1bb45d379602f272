package io.navarch.scheduler;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.navarch.scheduler.cluster.ClusterState;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.ResourceNames;
import io.navarch.scheduler.decide.Decision;
import io.navarch.scheduler.decide.Profile;
import io.navarch.scheduler.decide.SchedulePod;
import io.navarch.scheduler.wire.NodeReader;
import io.navarch.scheduler.wire.PodReader;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A cluster described in words, and a pod that looks for its place in it. */
public final class Scene {
  public static final long NOW = 1_000_000_000_000L;

  private final ResourceNames names = new ResourceNames();
  private final PodReader pods = new PodReader(names);
  private final NodeReader nodes = new NodeReader(names);
  private final ClusterState cluster = new ClusterState();
  private final SchedulePod scheduler =
      new SchedulePod(Profile.standard("default-scheduler", names, 0), new Random(7));

  public static Scene given(NodeSaid... nodes) {
    Scene scene = new Scene();
    for (NodeSaid node : nodes) {
      scene.cluster.putNode(scene.nodes.read(node.node));
    }
    return scene;
  }

  public Scene and(PodSaid... placed) {
    for (PodSaid pod : placed) {
      cluster.putPod(read(pod));
    }
    return this;
  }

  public ClusterState cluster() {
    return cluster;
  }

  public ResourceNames names() {
    return names;
  }

  public PodInfo read(PodSaid pod) {
    return pods.read(pod.pod);
  }

  public Decision decide(PodInfo pod) {
    return scheduler.decide(pod, cluster, NOW);
  }

  public Decision decide(PodSaid pod) {
    return scheduler.decide(read(pod), cluster, NOW);
  }

  /** The chosen node, or the message that says why there is none. */
  public String placeOf(PodSaid pod) {
    return switch (decide(pod)) {
      case Decision.Bound bound -> bound.node();
      case Decision.Unschedulable refused -> refused.message();
      case Decision.Preempt preempt ->
          "evict "
              + preempt.victims().stream().map(PodInfo::name).toList()
              + " from "
              + preempt.node();
    };
  }

  public static NodeSaid node(String name) {
    return new NodeSaid(
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels("kubernetes.io/hostname", name)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .addToAllocatable("cpu", new Quantity("4"))
            .addToAllocatable("memory", new Quantity("8Gi"))
            .addToAllocatable("pods", new Quantity("110"))
            .endStatus()
            .build());
  }

  public static PodSaid pod(String name) {
    return new PodSaid(
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace("default")
            .withUid("uid-" + name)
            .endMetadata()
            .withNewSpec()
            .withPriority(0)
            .withSchedulerName("default-scheduler")
            .addNewContainer()
            .withName("main")
            .withImage("app:1")
            .withNewResources()
            .endResources()
            .endContainer()
            .endSpec()
            .withNewStatus()
            .endStatus()
            .build());
  }

  /** A node in words. */
  public record NodeSaid(Node node) {
    public NodeSaid with(String resource, String amount) {
      return edit(b -> b.editStatus().addToAllocatable(resource, new Quantity(amount)).endStatus());
    }

    public NodeSaid labelled(String key, String value) {
      return edit(b -> b.editMetadata().addToLabels(key, value).endMetadata());
    }

    public NodeSaid inZone(String zone) {
      return labelled("topology.kubernetes.io/zone", zone);
    }

    public NodeSaid tainted(String key, String value, String effect) {
      return edit(
          b ->
              b.editSpec()
                  .addNewTaint()
                  .withKey(key)
                  .withValue(value)
                  .withEffect(effect)
                  .endTaint()
                  .endSpec());
    }

    public NodeSaid cordoned() {
      return edit(b -> b.editSpec().withUnschedulable(true).endSpec());
    }

    public NodeSaid holding(String image, long bytes) {
      return edit(
          b ->
              b.editStatus()
                  .addNewImage()
                  .withNames(image)
                  .withSizeBytes(bytes)
                  .endImage()
                  .endStatus());
    }

    public NodeSaid edit(UnaryOperator<NodeBuilder> change) {
      return new NodeSaid(change.apply(new NodeBuilder(node)).build());
    }
  }

  /** A pod in words. */
  public record PodSaid(Pod pod) {
    public PodSaid asking(String resource, String amount) {
      return edit(
          b ->
              b.editSpec()
                  .editFirstContainer()
                  .editResources()
                  .addToRequests(resource, new Quantity(amount))
                  .endResources()
                  .endContainer()
                  .endSpec());
    }

    public PodSaid in(String namespace) {
      return edit(b -> b.editMetadata().withNamespace(namespace).endMetadata());
    }

    public PodSaid on(String node) {
      return edit(b -> b.editSpec().withNodeName(node).endSpec());
    }

    public PodSaid ofPriority(int priority) {
      return edit(b -> b.editSpec().withPriority(priority).endSpec());
    }

    public PodSaid labelled(String key, String value) {
      return edit(b -> b.editMetadata().addToLabels(key, value).endMetadata());
    }

    public PodSaid selecting(String key, String value) {
      return edit(b -> b.editSpec().addToNodeSelector(key, value).endSpec());
    }

    public PodSaid tolerating(String key, String operator, String value, String effect) {
      return edit(
          b ->
              b.editSpec()
                  .addNewToleration()
                  .withKey(key)
                  .withOperator(operator)
                  .withValue(value)
                  .withEffect(effect)
                  .endToleration()
                  .endSpec());
    }

    public PodSaid onHostPort(int port) {
      return edit(
          b ->
              b.editSpec()
                  .editFirstContainer()
                  .addNewPort()
                  .withHostPort(port)
                  .withContainerPort(port)
                  .endPort()
                  .endContainer()
                  .endSpec());
    }

    public PodSaid spread(String topologyKey, int maxSkew, boolean hard, String app) {
      return edit(
          b ->
              b.editSpec()
                  .addNewTopologySpreadConstraint()
                  .withTopologyKey(topologyKey)
                  .withMaxSkew(maxSkew)
                  .withWhenUnsatisfiable(hard ? "DoNotSchedule" : "ScheduleAnyway")
                  .withLabelSelector(app(app))
                  .endTopologySpreadConstraint()
                  .endSpec());
    }

    public PodSaid near(String app, String topologyKey) {
      return edit(
          b ->
              b.editSpec()
                  .editOrNewAffinity()
                  .editOrNewPodAffinity()
                  .addToRequiredDuringSchedulingIgnoredDuringExecution(term(app, topologyKey))
                  .endPodAffinity()
                  .endAffinity()
                  .endSpec());
    }

    public PodSaid apartFrom(String app, String topologyKey) {
      return edit(
          b ->
              b.editSpec()
                  .editOrNewAffinity()
                  .editOrNewPodAntiAffinity()
                  .addToRequiredDuringSchedulingIgnoredDuringExecution(term(app, topologyKey))
                  .endPodAntiAffinity()
                  .endAffinity()
                  .endSpec());
    }

    public PodSaid preferringApartFrom(String app, String topologyKey) {
      return edit(
          b ->
              b.editSpec()
                  .editOrNewAffinity()
                  .editOrNewPodAntiAffinity()
                  .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                  .withWeight(100)
                  .withPodAffinityTerm(term(app, topologyKey))
                  .endPreferredDuringSchedulingIgnoredDuringExecution()
                  .endPodAntiAffinity()
                  .endAffinity()
                  .endSpec());
    }

    public PodSaid gatedBy(String gate) {
      return edit(b -> b.editSpec().addNewSchedulingGate(gate).endSpec());
    }

    public PodSaid edit(UnaryOperator<PodBuilder> change) {
      return new PodSaid(change.apply(new PodBuilder(pod)).build());
    }

    private static LabelSelector app(String app) {
      return new LabelSelectorBuilder().withMatchLabels(Map.of("app", app)).build();
    }

    private static PodAffinityTerm term(String app, String topologyKey) {
      return new PodAffinityTermBuilder()
          .withTopologyKey(topologyKey)
          .withLabelSelector(app(app))
          .build();
    }
  }
}
