package io.navarch.controller.garbagecollector;

import java.util.Set;

/** What to do with one object. */
sealed interface CollectionPlan {

  record Keep() implements CollectionPlan {}

  /**
   * @param policy the propagation policy of the delete
   * @param unblockFirst its own owners must not wait for it, or a circle would never end
   */
  record Delete(String policy, boolean unblockFirst) implements CollectionPlan {}

  /** It has an owner that stays; references to those that are gone or going are taken off. */
  record DropOwners(Set<String> uids) implements CollectionPlan {}
}
