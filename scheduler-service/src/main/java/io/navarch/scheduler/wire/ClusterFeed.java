package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.scheduler.cluster.LabelQuery;
import io.navarch.scheduler.cluster.LabelSet;
import io.navarch.scheduler.cluster.NodeData;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.ResourceNames;
import io.navarch.scheduler.run.SchedulerCore;
import io.navarch.scheduler.run.SchedulerLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Watches the cluster and tells the scheduling loop what changes. Objects are read into their
 * compact form on the informers' threads; the loop only files them.
 */
public final class ClusterFeed implements AutoCloseable {
  private static final Log log = LogFactory.getLog(ClusterFeed.class);

  private final KubernetesClient client;
  private final SchedulerLoop loop;
  private final PodReader pods;
  private final NodeReader nodes;
  private final StorageReader storage;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  public ClusterFeed(KubernetesClient client, SchedulerLoop loop, ResourceNames names) {
    this.client = client;
    this.loop = loop;
    this.pods = new PodReader(names);
    this.nodes = new NodeReader(names);
    this.storage = new StorageReader(names);
  }

  /** Starts to watch; the loop is told when the first picture is complete. */
  public void start() {
    watchNodesAndPods();
    watchSiblings();
    watchStorage();
    watchPolicies();
    CompletableFuture<?>[] started =
        informers.stream()
            .map(informer -> informer.start().toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(started).thenRun(loop::clusterSeen);
  }

  private void watchNodesAndPods() {
    watch(
        client.nodes(),
        Node::new,
        node -> {
          NodeData data = nodes.read(node);
          return core -> core.nodeSeen(data);
        },
        gone -> core -> core.nodeGone(gone.getMetadata().getName()));
    watch(
        client
            .pods()
            .inAnyNamespace()
            .withoutField("status.phase", "Succeeded")
            .withoutField("status.phase", "Failed"),
        Pod::new,
        pod -> {
          PodInfo info = pods.read(pod);
          return core -> core.podSeen(info);
        },
        gone -> {
          String uid = gone.getMetadata().getUid();
          return core -> core.podGone(uid);
        });
  }

  private void watchSiblings() {
    watch(
        client.services().inAnyNamespace(),
        Service::new,
        service -> {
          LabelQuery selector = LabelQuery.ofLabels(service.getSpec().getSelector());
          String namespace = service.getMetadata().getNamespace();
          String name = service.getMetadata().getName();
          return core -> core.cluster().siblings().putService(namespace, name, selector);
        },
        gone ->
            core ->
                core.cluster()
                    .siblings()
                    .removeService(
                        gone.getMetadata().getNamespace(), gone.getMetadata().getName()));
    watch(
        client.apps().replicaSets().inAnyNamespace(),
        ReplicaSet::new,
        set -> owner(set, Selectors.query(set.getSpec().getSelector())),
        ClusterFeed::ownerGone);
    watch(
        client.apps().statefulSets().inAnyNamespace(),
        StatefulSet::new,
        set -> owner(set, Selectors.query(set.getSpec().getSelector())),
        ClusterFeed::ownerGone);
    watch(
        client.replicationControllers().inAnyNamespace(),
        ReplicationController::new,
        set -> owner(set, LabelQuery.ofLabels(set.getSpec().getSelector())),
        ClusterFeed::ownerGone);
  }

  private static Change owner(HasMetadata owner, LabelQuery selector) {
    String uid = owner.getMetadata().getUid();
    return core -> core.cluster().siblings().putOwner(uid, selector);
  }

  private static Change ownerGone(HasMetadata owner) {
    String uid = owner.getMetadata().getUid();
    return core -> core.cluster().siblings().removeOwner(uid);
  }

  private void watchStorage() {
    watch(
        client.persistentVolumeClaims().inAnyNamespace(),
        PersistentVolumeClaim::new,
        claim -> {
          var read = storage.read(claim);
          return storageChange(core -> core.cluster().storage().put(read));
        },
        gone ->
            storageChange(
                core ->
                    core.cluster()
                        .storage()
                        .removeClaim(
                            gone.getMetadata().getNamespace(), gone.getMetadata().getName())));
    watch(
        client.persistentVolumes(),
        PersistentVolume::new,
        volume -> {
          var read = storage.read(volume);
          return storageChange(core -> core.cluster().storage().put(read));
        },
        gone ->
            storageChange(
                core -> core.cluster().storage().removeVolume(gone.getMetadata().getName())));
    watch(
        client.storage().v1().storageClasses(),
        StorageClass::new,
        storageClass -> {
          var read = storage.read(storageClass);
          return storageChange(core -> core.cluster().storage().put(read));
        },
        gone ->
            storageChange(
                core -> core.cluster().storage().removeClass(gone.getMetadata().getName())));
    watch(
        client.storage().v1().csiNodes(),
        CSINode::new,
        node -> {
          var limits = storage.limits(node);
          String name = node.getMetadata().getName();
          return storageChange(core -> core.cluster().storage().putLimits(name, limits));
        },
        gone ->
            storageChange(
                core ->
                    core.cluster().storage().putLimits(gone.getMetadata().getName(), Map.of())));
  }

  private static Change storageChange(Change change) {
    return core -> {
      change.apply(core);
      core.storageChanged();
    };
  }

  private void watchPolicies() {
    watch(
        client.namespaces(),
        Namespace::new,
        namespace -> {
          String name = namespace.getMetadata().getName();
          LabelSet labels = LabelSet.of(namespace.getMetadata().getLabels());
          return core -> core.namespaceSeen(name, labels);
        },
        gone -> core -> core.cluster().removeNamespace(gone.getMetadata().getName()));
    watch(
        client.policy().v1().podDisruptionBudget().inAnyNamespace(),
        PodDisruptionBudget::new,
        budget -> {
          var read = BudgetReader.read(budget);
          return core -> core.cluster().putBudget(read);
        },
        gone ->
            core ->
                core.cluster()
                    .removeBudget(gone.getMetadata().getNamespace(), gone.getMetadata().getName()));
  }

  /** What an object that was seen does to the core, on the core's own thread. */
  @FunctionalInterface
  private interface Change {
    void apply(SchedulerCore core);
  }

  @FunctionalInterface
  private interface Reader<T> {
    Change read(T object);
  }

  private <T extends HasMetadata> void watch(
      Informable<T> objects, Supplier<T> empty, Reader<T> seen, Reader<T> gone) {
    BiConsumer<Reader<T>, T> post =
        (reader, object) -> {
          try {
            Change change = reader.read(object);
            loop.tell(change::apply);
          } catch (RuntimeException unreadable) {
            log.error(
                "Cannot take in " + object.getKind() + " " + object.getMetadata().getName(),
                unreadable);
          }
        };
    SharedIndexInformer<T> informer = objects.runnableInformer(0);
    informers.add(
        informer
            .itemStore(new StubStore<>(empty))
            .exceptionHandler((started, problem) -> true)
            .addEventHandler(
                new ResourceEventHandler<T>() {
                  @Override
                  public void onAdd(T object) {
                    post.accept(seen, object);
                  }

                  @Override
                  public void onUpdate(T before, T object) {
                    post.accept(seen, object);
                  }

                  @Override
                  public void onDelete(T object, boolean lastStateUnknown) {
                    post.accept(gone, object);
                  }
                }));
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }
}
