package io.navarch.controller.protection;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** What is to be done about the finalizer of a protected object. */
enum ProtectionPlan {
  /** It is as it should be. */
  SETTLED,
  /** It lacks the finalizer. */
  PROTECT,
  /** It is going: let it go if nobody uses it. */
  RELEASE_IF_UNUSED;

  static ProtectionPlan of(HasMetadata object, String finalizer) {
    boolean has = object.getMetadata().getFinalizers().contains(finalizer);
    if (object.getMetadata().getDeletionTimestamp() == null) {
      return has ? SETTLED : PROTECT;
    }
    return has ? RELEASE_IF_UNUSED : SETTLED;
  }
}
