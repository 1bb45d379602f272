package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the objects of one resource count for against quotas. Pure. */
public interface QuotaEvaluator {

  /** Whether a write can change what is used. */
  boolean handles(QuotaWrite write);

  /** Those of the limited resources that these objects count for. */
  Set<String> counted(Set<String> limited);

  /** Whether the object is in a scope; most kinds of objects are in none. */
  default boolean isIn(QuotaScope scope, ApiObject object) {
    return false;
  }

  /** Those of the limited resources that have one of the names. */
  static Set<String> among(Set<String> limited, Set<String> names) {
    Set<String> found = new TreeSet<>(limited);
    found.retainAll(names);
    return found;
  }

  Map<String, Quantity> usage(ApiObject object, Instant now);

  /** What the object must say and does not; null when it says all. */
  default @Nullable String missing(Set<String> required, ApiObject object) {
    return null;
  }
}
