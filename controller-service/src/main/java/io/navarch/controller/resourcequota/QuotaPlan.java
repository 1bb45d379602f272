package io.navarch.controller.resourcequota;

import java.util.Map;

/** What is to be done with a quota. */
sealed interface QuotaPlan {
  /** Its status is true. */
  record Settled() implements QuotaPlan {}

  /** It changed a moment ago: a write may be charged that is not stored yet. */
  record Wait() implements QuotaPlan {}

  /** Its objects must be counted. */
  record Count() implements QuotaPlan {}

  /** Its status becomes this. */
  record Write(Map<String, Object> status) implements QuotaPlan {}
}
