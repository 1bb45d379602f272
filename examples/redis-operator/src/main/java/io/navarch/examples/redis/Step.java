package io.navarch.examples.redis;

import java.util.List;
import java.util.Map;

/** What to do next so that a cluster becomes what is wished for. */
sealed interface Step {
  /** Nothing: it is as wished. */
  record Settled() implements Step {}

  /** Look again soon. */
  record Wait(String forWhat) implements Step {}

  /** Let a member make acquaintance with others. */
  record Meet(Member member, List<Member> others) implements Step {}

  /** Let all strike out nodes behind which no pod stands any more. */
  record Forget(List<String> ids) implements Step {}

  /** Give slots to masters that nobody serves. */
  record AddSlots(Map<Member, List<SlotRange>> slots) implements Step {}

  /** Finish what a move of slots that was cut off left behind. */
  record Repair(Member through) implements Step {}

  /**
   * Move slots so that each master serves its part.
   *
   * @param weights by node name; 0 takes all slots away
   */
  record Rebalance(Member through, Map<String, Integer> weights) implements Step {}

  /** Make a member a copy of a master. */
  record Replicate(Member copy, Member master) implements Step {}

  /** Let a copy that can be spared become a master without slots; it forgets everybody. */
  record Free(Member copy) implements Step {}

  /** Let a copy and its master change places, losing nothing. */
  record Failover(Member copy) implements Step {}

  /** Let a copy serve what its lost master did, though too few masters are left to elect it. */
  record TakeOver(Member copy) implements Step {}

  /** Let the StatefulSet go down to this many pods; the ones that leave serve nothing. */
  record Shrink(int size) implements Step {}

  /** Delete a pod, so that it comes back as the StatefulSet has it now. */
  record Replace(Member member) implements Step {}
}
