package io.navarch.controller.tainteviction;

import java.time.Instant;

/** Whether and when a pod must leave its node. */
sealed interface EvictionPlan {

  record Stay() implements EvictionPlan {}

  record Evict() implements EvictionPlan {}

  record EvictAt(Instant when) implements EvictionPlan {}
}
