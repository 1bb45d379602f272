package io.navarch.controller.resourcequota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.quota.Quota;
import io.navarch.model.quota.ResourceAmounts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When the objects of a quota may be counted, and what its status says then. Pure.
 *
 * <p>A gateway charges a quota before it stores the object. Counting in between would lose the
 * charge, so a quota that is enforced already is counted only after it has rested for a while; the
 * write of the count fails if it changed meanwhile.
 */
final class QuotaPlanner {
  static final Duration REST = Duration.ofSeconds(1);

  private QuotaPlanner() {}

  /**
   * @param resourceVersion that the quota had then
   */
  record Sighting(String resourceVersion, Instant at) {}

  /**
   * @param seen when this process first saw the present version; null if never
   */
  static QuotaPlan plan(ApiObject quota, @Nullable Sighting seen, Instant now) {
    if (Quota.of(quota).hard().isEmpty()) {
      return new QuotaPlan.Count();
    }
    boolean rested =
        seen != null
            && seen.resourceVersion().equals(quota.resourceVersion())
            && !now.isBefore(seen.at().plus(REST));
    return rested ? new QuotaPlan.Count() : new QuotaPlan.Wait();
  }

  /**
   * @param counted by limited resource; what could not be counted keeps its old number
   */
  static QuotaPlan afterCount(ApiObject tree, Map<String, Quantity> counted) {
    Quota quota = Quota.of(tree);
    Map<String, Quantity> used = new TreeMap<>(quota.used());
    used.putAll(counted);
    used.keySet().retainAll(quota.specHard().keySet());
    if (used.equals(quota.used()) && quota.hard().equals(quota.specHard())) {
      return new QuotaPlan.Settled();
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("hard", ResourceAmounts.tree(quota.specHard()));
    status.put("used", ResourceAmounts.tree(used));
    return new QuotaPlan.Write(status);
  }
}
