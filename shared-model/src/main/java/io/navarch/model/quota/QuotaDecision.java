package io.navarch.model.quota;

import io.navarch.model.quantity.Quantity;
import java.util.Map;

/** What a write means for a quota. */
public sealed interface QuotaDecision {
  QuotaDecision UNAFFECTED = new Unaffected();

  /** The quota does not count it, or it needs nothing more. */
  record Unaffected() implements QuotaDecision {}

  /** It fits: so much more is used, and so much is used then. */
  record Charged(Map<String, Quantity> amounts, Map<String, Quantity> usedAfter)
      implements QuotaDecision {}

  /** It may not be, in the words of the Kubernetes API. */
  record Refused(String why) implements QuotaDecision {}
}
