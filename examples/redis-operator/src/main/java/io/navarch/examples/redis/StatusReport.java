package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Says in a status how far a cluster is. */
final class StatusReport {
  private StatusReport() {}

  static RedisClusterStatus of(
      RedisCluster cluster, int size, List<Member> members, Step step, Instant now) {
    long generation = cluster.getMetadata().getGeneration();
    String ready = step instanceof Step.Settled ? "True" : "False";
    String reason = step instanceof Step.Settled ? "AsWished" : "UnderWay";
    RedisClusterStatus before = cluster.getStatus();
    String since =
        before == null
            ? null
            : before.conditions().stream()
                .filter(c -> ready.equals(c.getStatus()))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(null);
    Condition condition =
        new ConditionBuilder()
            .withType("Ready")
            .withStatus(ready)
            .withReason(reason)
            .withMessage(message(step))
            .withObservedGeneration(generation)
            .withLastTransitionTime(
                since == null ? now.truncatedTo(ChronoUnit.SECONDS).toString() : since)
            .build();
    int shards = (int) members.stream().filter(Member::servesSlots).count();
    return new RedisClusterStatus(generation, size, shards, members.size(), List.of(condition));
  }

  static String message(Step step) {
    return switch (step) {
      case Step.Settled() -> "all slots are served as wished for";
      case Step.Wait(String forWhat) -> forWhat;
      case Step.Meet(Member member, List<Member> others) ->
          member.pod() + " meets " + others.size() + " new members";
      case Step.Forget(List<String> ids) -> ids.size() + " nodes that are gone are forgotten";
      case Step.AddSlots(var slots) -> slots.size() + " masters begin to serve slots";
      case Step.Repair(Member through) -> "a move of slots that was cut off is finished";
      case Step.Rebalance(Member through, var weights) -> "slots move between masters";
      case Step.Replicate(Member copy, Member master) -> copy.pod() + " copies " + master.pod();
      case Step.Free(Member copy) -> copy.pod() + " becomes a master";
      case Step.Failover(Member copy) -> copy.pod() + " changes places with its master";
      case Step.TakeOver(Member copy) -> copy.pod() + " takes over from its lost master";
      case Step.Shrink(int size) -> "pods leave until there are " + size;
      case Step.Replace(Member member) -> member.pod() + " is replaced";
    };
  }
}
