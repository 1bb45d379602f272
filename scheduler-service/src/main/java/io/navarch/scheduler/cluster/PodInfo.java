package io.navarch.scheduler.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the scheduler keeps of a pod. Immutable; an update of the pod makes a new one.
 *
 * @param key identity and place
 * @param requests what it takes of a node, by resource number
 * @param usual cpu and memory it takes with the usual amounts put in where a container asks for
 *     none (a tenth of a core, 200 MiB); scoring uses them
 * @param wishes where it wants to go
 * @param volumes what of its volumes limits the choice of a node
 * @param images the container images, normalised to carry a tag
 * @param state what of its status matters
 */
public record PodInfo(
    Key key,
    LabelSet labels,
    long createdAt,
    int priority,
    String schedulerName,
    boolean mayPreempt,
    List<String> gates,
    long[] requests,
    Usual usual,
    Wishes wishes,
    Volumes volumes,
    List<String> images,
    int containers,
    @Nullable Owner owner,
    State state) {
  /** Identity of a pod, and the node it is on or empty. */
  public record Key(String uid, String namespace, String name, String nodeName) {}

  /** Cpu in thousandths of a core and memory in bytes, never nothing. */
  public record Usual(long cpu, long memory) {}

  /** The controller that owns the pod. */
  public record Owner(String kind, String name, String uid) {}

  /**
   * Rules on nodes and on neighbours.
   *
   * @param spreads null where the pod has no constraints and the cluster's defaults hold
   */
  public record Wishes(
      NodeRule nodes,
      List<NodeRule.Preferred> preferredNodes,
      List<Toleration> tolerations,
      List<HostPort> hostPorts,
      List<PodTerm> near,
      List<PodTerm> apart,
      List<PodTerm> preferNear,
      List<PodTerm> preferApart,
      @Nullable List<SpreadConstraint> spreads) {
    public static final Wishes NONE =
        new Wishes(
            NodeRule.ANY,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null);
  }

  /**
   * Volumes that bind a pod to places.
   *
   * @param claims names of persistent volume claims in the pod's namespace
   * @param ephemeralClaims those among them that the ephemeral volume controller creates
   * @param disks exclusive in-tree disks
   */
  public record Volumes(List<String> claims, List<String> ephemeralClaims, List<Disk> disks) {
    public static final Volumes NONE = new Volumes(List.of(), List.of(), List.of());
  }

  /** A disk that two pods on one node may share at most for reading. */
  public record Disk(String id, boolean readOnly) {}

  /**
   * The changing part.
   *
   * @param terminating whether it has a deletion timestamp
   * @param preempted whether it is terminating because the scheduler preempted it
   * @param finished whether its phase is Succeeded or Failed
   * @param startedAt when the node agent acknowledged it, epoch milliseconds; 0: not yet
   * @param nominatedNode {@code status.nominatedNodeName} or empty
   * @param generation {@code metadata.generation}, for the observed generation of conditions
   * @param unscheduledBecause reason and message of a false PodScheduled condition, or empty
   */
  public record State(
      boolean terminating,
      boolean preempted,
      boolean finished,
      long startedAt,
      String nominatedNode,
      long generation,
      String unscheduledBecause) {
    public static final State NEW = new State(false, false, false, 0, "", 0, "");
  }

  public String uid() {
    return key.uid;
  }

  public String namespace() {
    return key.namespace;
  }

  public String name() {
    return key.name;
  }

  /** The node it is bound to, or empty. */
  public String nodeName() {
    return key.nodeName;
  }

  /** Namespace and name, as people write it. */
  public String path() {
    return key.namespace + "/" + key.name;
  }

  /** The same pod on a node. */
  public PodInfo on(String node) {
    return new PodInfo(
        new Key(key.uid, key.namespace, key.name, node),
        labels,
        createdAt,
        priority,
        schedulerName,
        mayPreempt,
        gates,
        requests,
        usual,
        wishes,
        volumes,
        images,
        containers,
        owner,
        state);
  }

  /** The same pod with another nominated node (empty: none). */
  public PodInfo nominatedTo(String node) {
    State now =
        new State(
            state.terminating,
            state.preempted,
            state.finished,
            state.startedAt,
            node,
            state.generation,
            state.unscheduledBecause);
    return new PodInfo(
        key,
        labels,
        createdAt,
        priority,
        schedulerName,
        mayPreempt,
        gates,
        requests,
        usual,
        wishes,
        volumes,
        images,
        containers,
        owner,
        now);
  }

  /** Whether it says anything about neighbours. */
  public boolean hasPodTerms() {
    return !(wishes.near.isEmpty()
        && wishes.apart.isEmpty()
        && wishes.preferNear.isEmpty()
        && wishes.preferApart.isEmpty());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return key.uid.hashCode();
  }
}
