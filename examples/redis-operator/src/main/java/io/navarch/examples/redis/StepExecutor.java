package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Carries steps out. Each may be repeated: one that was cut off is planned again. */
final class StepExecutor {
  private static final Duration MOVE = Duration.ofMinutes(10);
  private static final String HERE = "127.0.0.1:6379";

  private final KubernetesClient client;
  private final RedisShell shell;
  private final Map<Integer, Pod> pods;

  /**
   * @param pods by ordinal
   */
  StepExecutor(KubernetesClient client, Map<Integer, Pod> pods) {
    this.client = client;
    this.shell = new RedisShell(client);
    this.pods = pods;
  }

  void execute(Step step, List<Member> members) throws RedisException {
    switch (step) {
      case Step.Settled() -> {}
      case Step.Wait(String forWhat) -> {}
      // The reconciler keeps the size in the status, from which the StatefulSet has it.
      case Step.Shrink(int size) -> {}
      case Step.Meet(Member member, List<Member> others) -> {
        for (Member other : others) {
          ask(member, "cluster", "meet", other.ip(), "6379");
        }
      }
      case Step.Forget(List<String> ids) -> forget(ids, members);
      case Step.AddSlots(Map<Member, List<SlotRange>> slots) -> addSlots(slots);
      case Step.Repair(Member through) -> manage(through, List.of("fix", HERE));
      case Step.Rebalance(Member through, Map<String, Integer> weights) ->
          rebalance(through, weights);
      case Step.Replicate(Member copy, Member master) ->
          ask(copy, "cluster", "replicate", master.id());
      case Step.Free(Member copy) -> ask(copy, "cluster", "reset", "soft");
      case Step.Failover(Member copy) -> ask(copy, "cluster", "failover");
      case Step.TakeOver(Member copy) -> ask(copy, "cluster", "failover", "takeover");
      case Step.Replace(Member member) -> replace(member);
    }
  }

  private void forget(List<String> ids, List<Member> members) throws RedisException {
    for (Member member : members) {
      for (String id : ids) {
        if (member.knows(id)) {
          ask(member, "cluster", "forget", id);
        }
      }
    }
  }

  private void addSlots(Map<Member, List<SlotRange>> slots) throws RedisException {
    for (Map.Entry<Member, List<SlotRange>> part : slots.entrySet()) {
      List<String> words = new ArrayList<>(List.of("cluster", "addslotsrange"));
      for (SlotRange range : part.getValue()) {
        words.add(Integer.toString(range.first()));
        words.add(Integer.toString(range.last()));
      }
      ask(part.getKey(), words.toArray(String[]::new));
    }
  }

  private void rebalance(Member through, Map<String, Integer> weights) throws RedisException {
    List<String> words =
        new ArrayList<>(
            List.of("rebalance", HERE, "--cluster-use-empty-masters", "--cluster-threshold", "1"));
    words.add("--cluster-weight");
    weights.forEach((id, weight) -> words.add(id + "=" + weight));
    manage(through, words);
  }

  /** Redis' own tool for whole clusters. */
  private void manage(Member through, List<String> words) throws RedisException {
    List<String> all = new ArrayList<>(List.of("--cluster-yes", "--cluster"));
    all.addAll(words);
    shell.manage(pod(through), MOVE, all.toArray(String[]::new));
  }

  /** Only the pod that was looked at, not one that came in its place since. */
  private void replace(Member member) {
    client.resource(pod(member)).lockResourceVersion().delete();
  }

  private void ask(Member member, String... words) throws RedisException {
    shell.ask(pod(member), words);
  }

  private Pod pod(Member member) {
    Pod pod = pods.get(member.ordinal());
    if (pod == null) {
      throw new IllegalStateException("no pod " + member.pod());
    }
    return pod;
  }
}
