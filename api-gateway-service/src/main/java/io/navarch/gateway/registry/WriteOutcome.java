package io.navarch.gateway.registry;

import io.navarch.gateway.cache.CachedObject;
import org.jspecify.annotations.Nullable;

/** How an optimistic write ended. Losing is an expected result, not a failure. */
sealed interface WriteOutcome {
  /** It is stored. */
  record Written(CachedObject object) implements WriteOutcome {}

  /** Something else stands there now; null when nothing does. */
  record Lost(@Nullable CachedObject current) implements WriteOutcome {}
}
