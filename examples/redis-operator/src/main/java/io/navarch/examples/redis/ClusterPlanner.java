package io.navarch.examples.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Decides on the next step of one cluster. First all pods are there and know each other, then all
 * slots are served, then as many masters as wished for serve them, then each has its copies, then
 * what is too much leaves, and then, pod by pod, what is outdated is replaced: copies before
 * masters, and a master only after it has changed places with a copy.
 */
final class ClusterPlanner {
  /** Redis' own tool calls a difference of two in a hundred balanced. */
  private static final double TOLERANCE = 0.05;

  private final RedisClusterSpec wished;
  private final int size;

  /** In the order of their pods. */
  private final List<Member> members;

  private ClusterPlanner(RedisClusterSpec wished, int size, List<Member> members) {
    this.wished = wished;
    this.size = size;
    this.members = members.stream().sorted(Comparator.comparingInt(Member::ordinal)).toList();
  }

  /**
   * @param size the pods that the StatefulSet shall have now
   * @param members those that are ready and answer
   */
  static Step plan(RedisClusterSpec wished, int size, List<Member> members) {
    return new ClusterPlanner(wished, size, members).plan();
  }

  private Step plan() {
    if (members.size() < size) {
      return new Step.Wait("%d of %d pods are ready".formatted(members.size(), size));
    }
    return firstOf(
        this::acquaintance,
        this::service,
        this::masters,
        this::copies,
        this::departure,
        this::upgrade);
  }

  @SafeVarargs
  private static Step firstOf(Supplier<Step>... rules) {
    for (var rule : rules) {
      Step step = rule.get();
      if (!(step instanceof Step.Settled)) {
        return step;
      }
    }
    return new Step.Settled();
  }

  // Who belongs to it.

  private Step acquaintance() {
    if (members.stream().flatMap(m -> m.view().stream()).anyMatch(Node::isHandshaking)) {
      return new Step.Wait("nodes get to know each other");
    }
    Set<String> own = members.stream().map(Member::id).collect(Collectors.toSet());
    Set<String> gone =
        members.stream()
            .flatMap(m -> m.view().stream())
            .map(Node::id)
            .filter(id -> !own.contains(id))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (Member member : members) {
      if (member.masterId() != null && gone.contains(member.masterId())) {
        return inherit(member);
      }
    }
    if (!gone.isEmpty()) {
      return new Step.Forget(List.copyOf(gone));
    }
    Member first = members.getFirst();
    List<Member> strangers =
        members.stream().filter(m -> !first.knows(m.id()) || !m.knows(first.id())).toList();
    if (!strangers.isEmpty()) {
      return new Step.Meet(first, strangers);
    }
    return members.stream().allMatch(m -> own.stream().allMatch(m::knows))
        ? new Step.Settled()
        : new Step.Wait("the news of new nodes spreads");
  }

  /** Redis elects a copy itself as long as most masters are left to vote. */
  private Step inherit(Member orphan) {
    List<Member> serving = serving();
    boolean served =
        orphan.view().stream()
            .anyMatch(node -> node.id().equals(orphan.masterId()) && !node.slots().isEmpty());
    if (!served && !serving.isEmpty()) {
      return new Step.Replicate(orphan, leastCopied(serving));
    }
    return serving.size() * 2 > wished.shards()
        ? new Step.Wait("a copy takes over from a master that is gone")
        : new Step.TakeOver(orphan);
  }

  private List<Member> serving() {
    return members.stream().filter(Member::servesSlots).toList();
  }

  private Member leastCopied(List<Member> masters) {
    return masters.stream().min(Comparator.comparingInt(m -> copiesOf(m).size())).orElseThrow();
  }

  // Who serves the slots.

  private Step service() {
    if (members.stream().anyMatch(m -> m.self().moving())) {
      return new Step.Repair(members.getFirst());
    }
    List<SlotRange> missing =
        SlotRange.missing(members.stream().flatMap(m -> m.self().slots().stream()).toList());
    if (missing.isEmpty()) {
      return new Step.Settled();
    }
    List<Member> serving = serving();
    Map<Member, List<SlotRange>> slots = new LinkedHashMap<>();
    if (serving.isEmpty()) {
      List<SlotRange> parts = SlotRange.split(wished.shards());
      List<Member> masters = members.stream().filter(Member::isMaster).toList();
      for (int i = 0; i < parts.size(); i++) {
        slots.put(masters.get(i), List.of(parts.get(i)));
      }
    } else {
      Member least =
          serving.stream().min(Comparator.comparingInt(m -> m.self().slotCount())).orElseThrow();
      slots.put(least, missing);
    }
    return new Step.AddSlots(slots);
  }

  private Step masters() {
    List<Member> serving = serving();
    List<Member> keep =
        serving.stream()
            .sorted(Comparator.comparing((Member m) -> !stays(m)).thenComparing(Member::ordinal))
            .limit(wished.shards())
            .collect(Collectors.toCollection(ArrayList::new));
    members.stream()
        .filter(m -> m.isMaster() && !m.servesSlots() && stays(m))
        .limit(wished.shards() - keep.size())
        .forEach(keep::add);
    if (keep.size() < wished.shards()) {
      return members.stream()
          .filter(m -> stays(m) && !m.isMaster())
          .max(Comparator.comparingInt(this::siblings))
          .<Step>map(Step.Free::new)
          .orElse(new Step.Wait("a pod that could become a master"));
    }
    boolean asWished = serving.size() == keep.size() && keep.containsAll(serving);
    return asWished && isBalanced(keep)
        ? new Step.Settled()
        : new Step.Rebalance(members.getFirst(), weights(keep));
  }

  /** How many copies that stay its master has, this one among them. */
  private int siblings(Member copy) {
    return (int)
        members.stream()
            .filter(m -> stays(m) && Objects.equals(m.masterId(), copy.masterId()))
            .count();
  }

  private Map<String, Integer> weights(List<Member> keep) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    members.stream()
        .filter(Member::isMaster)
        .forEach(master -> weights.put(master.id(), keep.contains(master) ? 1 : 0));
    return weights;
  }

  private static boolean isBalanced(List<Member> masters) {
    double part = (double) SlotRange.SLOTS / masters.size();
    return masters.stream()
        .allMatch(m -> Math.abs(m.self().slotCount() - part) <= part * TOLERANCE + 1);
  }

  private boolean stays(Member member) {
    return member.ordinal() < wished.size();
  }

  // Who copies whom.

  private Step copies() {
    List<Member> masters = serving();
    for (Member master : masters) {
      if (!stays(master)) {
        return handOver(master);
      }
    }
    Predicate<Member> free =
        member -> masters.stream().noneMatch(m -> m.id().equals(member.masterId()));
    for (Member master : masters) {
      if (copiesOf(master).size() < wished.replicasPerShard()) {
        return members.stream()
            .filter(m -> stays(m) && !masters.contains(m))
            .filter(free.or(m -> isSurplus(m, masters)))
            .min(Comparator.comparing((Member m) -> !free.test(m)))
            .<Step>map(copy -> new Step.Replicate(copy, master))
            .orElse(new Step.Wait("a pod that could copy " + master.pod()));
      }
    }
    for (Member member : members) {
      if (stays(member) && !masters.contains(member) && free.test(member)) {
        return new Step.Replicate(member, leastCopied(masters));
      }
    }
    return members.stream().filter(this::stays).allMatch(Member::synced)
        ? new Step.Settled()
        : new Step.Wait("copies read their masters' data");
  }

  /**
   * A master that leaves changes places with a copy that stays; if need be with one from another.
   */
  private Step handOver(Member leaving) {
    List<Member> heirs = copiesOf(leaving);
    if (heirs.isEmpty()) {
      return members.stream()
          .filter(m -> stays(m) && !m.servesSlots())
          .findFirst()
          .<Step>map(copy -> new Step.Replicate(copy, leaving))
          .orElse(new Step.Wait("a pod that could take over from " + leaving.pod()));
    }
    return heirs.stream()
        .filter(Member::synced)
        .findFirst()
        .<Step>map(Step.Failover::new)
        .orElse(new Step.Wait("a copy of " + leaving.pod() + " reads its data"));
  }

  /** Those that stay. */
  private List<Member> copiesOf(Member master) {
    return members.stream().filter(m -> stays(m) && master.id().equals(m.masterId())).toList();
  }

  private boolean isSurplus(Member copy, List<Member> masters) {
    return masters.stream()
        .filter(master -> master.id().equals(copy.masterId()))
        .anyMatch(master -> copiesOf(master).size() > wished.replicasPerShard());
  }

  // Who goes, and who comes back renewed.

  private Step departure() {
    return size > wished.size() ? new Step.Shrink(wished.size()) : new Step.Settled();
  }

  private Step upgrade() {
    List<Member> outdated = members.stream().filter(m -> !m.current()).toList();
    if (outdated.isEmpty()) {
      return new Step.Settled();
    }
    return outdated.reversed().stream()
        .filter(m -> !m.servesSlots())
        .findFirst()
        .<Step>map(Step.Replace::new)
        .orElseGet(() -> upgradeMaster(outdated.getLast()));
  }

  private Step upgradeMaster(Member master) {
    return copiesOf(master).stream()
        .findFirst()
        .<Step>map(Step.Failover::new)
        .orElse(new Step.Replace(master));
  }
}
