package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the objects of a cluster (the SDK does, see the workflow), looks at what Redis says in each
 * pod, takes the one step that {@link ClusterPlanner} decides on, and comes back.
 */
@Workflow(
    dependents = {
      @Dependent(type = RedisConfigMap.class),
      @Dependent(type = RedisService.class),
      @Dependent(type = RedisStatefulSet.class)
    })
@ControllerConfiguration(name = "redis-cluster")
final class RedisClusterReconciler implements Reconciler<RedisCluster> {
  private static final Logger LOG = LoggerFactory.getLogger(RedisClusterReconciler.class);
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Redis tells nobody what happens to it. */
  private static final Duration NEXT_LOOK = Duration.ofSeconds(10);

  private final InstantSource clock;

  RedisClusterReconciler(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, RedisCluster>> prepareEventSources(
      EventSourceContext<RedisCluster> context) {
    var pods =
        InformerEventSourceConfiguration.from(Pod.class, RedisCluster.class)
            .withLabelSelector(Labels.MANAGED)
            .withSecondaryToPrimaryMapper(RedisClusterReconciler::clusterOf)
            .build();
    return List.of(new InformerEventSource<>(pods, context));
  }

  private static Set<ResourceID> clusterOf(Pod pod) {
    return Set.of(
        new ResourceID(
            pod.getMetadata().getLabels().get(Labels.INSTANCE), pod.getMetadata().getNamespace()));
  }

  @Override
  public UpdateControl<RedisCluster> reconcile(
      RedisCluster cluster, Context<RedisCluster> context) {
    int size = RedisStatefulSet.size(cluster);
    Map<Integer, Pod> pods = pods(context);
    Observer observer = new Observer(new RedisShell(context.getClient()));
    List<Member> members = List.of();
    Step step;
    try {
      String revision = currentRevision(context);
      members = observer.observe(pods, revision);
      step =
          revision.isEmpty()
              ? new Step.Wait("the StatefulSet is on its way")
              : ClusterPlanner.plan(cluster.getSpec(), size, members);
      if (!(step instanceof Step.Settled || step instanceof Step.Wait)) {
        LOG.info("{}: {}", ResourceID.fromResource(cluster), StatusReport.message(step));
      }
      new StepExecutor(context.getClient(), pods).execute(step, members);
    } catch (RedisException e) {
      LOG.info("{}: {}", ResourceID.fromResource(cluster), e.getMessage());
      step = new Step.Wait(String.valueOf(e.getMessage()));
    }
    int next = step instanceof Step.Shrink(int smaller) ? smaller : size;
    RedisClusterStatus status = StatusReport.of(cluster, next, members, step, clock.instant());
    UpdateControl<RedisCluster> update =
        status.equals(cluster.getStatus())
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(withStatus(cluster, status));
    return update.rescheduleAfter(step instanceof Step.Settled ? NEXT_LOOK : SOON);
  }

  /** Those that can be asked, by ordinal. */
  private static Map<Integer, Pod> pods(Context<RedisCluster> context) {
    Map<Integer, Pod> pods = new TreeMap<>();
    context
        .getSecondaryResourcesAsStream(Pod.class)
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(RedisClusterReconciler::isReady)
        .forEach(pod -> pods.put(ordinal(pod), pod));
    return pods;
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus() != null
        && pod.getStatus().getPodIP() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private static int ordinal(HasMetadata pod) {
    String name = pod.getMetadata().getName();
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** Of the StatefulSet's pods; empty while its controller has not seen its last change. */
  private static String currentRevision(Context<RedisCluster> context) {
    StatefulSet set = context.getSecondaryResource(StatefulSet.class).orElse(null);
    if (set == null
        || set.getStatus() == null
        || set.getStatus().getUpdateRevision() == null
        || !set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration())) {
      return "";
    }
    return set.getStatus().getUpdateRevision();
  }

  /** Only what a status is applied with. */
  private static RedisCluster withStatus(RedisCluster cluster, RedisClusterStatus status) {
    RedisCluster update = new RedisCluster();
    update.getMetadata().setName(cluster.getMetadata().getName());
    update.getMetadata().setNamespace(cluster.getMetadata().getNamespace());
    update.setStatus(status);
    return update;
  }
}
