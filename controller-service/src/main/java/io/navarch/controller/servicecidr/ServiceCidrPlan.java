package io.navarch.controller.servicecidr;

import java.time.Duration;

/** What is to be done with a range. */
sealed interface ServiceCidrPlan {
  /** It stays: it is protected and ready. */
  record Keep() implements ServiceCidrPlan {}

  /** It is going, but addresses need it. */
  record Block() implements ServiceCidrPlan {}

  /** It may go when no gateway can still give addresses from it. */
  record Wait(Duration left) implements ServiceCidrPlan {}

  /** It may go now. */
  record LetGo() implements ServiceCidrPlan {}
}
