package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyRule;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What a Job's success policy says about the indexes that have succeeded. */
final class SuccessPolicies {

  private SuccessPolicies() {}

  /** Which rule declares the Job successful, as the condition's message; null while none does. */
  static @Nullable String met(Job job, Set<Integer> succeeded) {
    if (job.getSpec().getSuccessPolicy() == null || succeeded.isEmpty()) {
      return null;
    }
    List<SuccessPolicyRule> rules = job.getSpec().getSuccessPolicy().getRules();
    for (int i = 0; i < rules.size(); i++) {
      if (met(rules.get(i), succeeded)) {
        return "Matched rules at index " + i;
      }
    }
    return null;
  }

  private static boolean met(SuccessPolicyRule rule, Set<Integer> succeeded) {
    Integer count = rule.getSucceededCount();
    if (rule.getSucceededIndexes() == null) {
      return count != null && succeeded.size() >= count;
    }
    SortedSet<Integer> wanted = Indexes.parse(rule.getSucceededIndexes());
    long there = wanted.stream().filter(succeeded::contains).count();
    return !wanted.isEmpty() && (there == wanted.size() || (count != null && there >= count));
  }
}
