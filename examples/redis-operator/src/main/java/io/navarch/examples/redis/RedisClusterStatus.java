package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/**
 * What is.
 *
 * @param observedGeneration the specification's generation that this speaks of
 * @param size the pods that there shall be now; more than asked for while some are leaving
 * @param shards masters that serve slots
 * @param members pods that take part
 * @param conditions {@code Ready}: all slots are served, by as many copies and of such a form as is
 *     wished for
 */
public record RedisClusterStatus(
    long observedGeneration, int size, int shards, int members, List<Condition> conditions) {
  public RedisClusterStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }
}
