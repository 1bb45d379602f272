package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What may be used only where a quota limits it: an entry of {@code limitedResources} in the
 * configuration of the admission plugin ResourceQuota.
 *
 * @param group of the objects, empty for the core
 * @param resource the objects' plural name
 * @param names parts of the names of amounts that a quota must limit, such as {@code
 *     .storageclass.storage.k8s.io/requests.storage}
 * @param scopes of which a quota must have one of the same name where an object is in it
 */
public record LimitedResource(
    String group, String resource, List<String> names, List<QuotaScope> scopes) {
  public LimitedResource {
    names = List.copyOf(names);
    scopes = List.copyOf(scopes);
  }

  private boolean limits(String amount) {
    return names.stream().anyMatch(amount::contains);
  }

  /**
   * Why an object may not be, for want of a quota.
   *
   * @param limits all entries
   * @param quotas those of the object's namespace
   * @return the API's words, or the empty string
   */
  public static String uncovered(
      List<LimitedResource> limits,
      String group,
      String resource,
      QuotaEvaluator evaluator,
      ApiObject object,
      List<Quota> quotas,
      Instant now) {
    Set<String> amounts = new TreeSet<>();
    for (LimitedResource limit : limits) {
      if (limit.group.equals(group) && limit.resource.equals(resource)) {
        for (Map.Entry<String, Quantity> used : evaluator.usage(object, now).entrySet()) {
          if (used.getValue().signum() > 0 && limit.limits(used.getKey())) {
            amounts.add(used.getKey());
          }
        }
      }
    }
    for (Quota quota : quotas) {
      if (quota.includes(evaluator, object)) {
        amounts.removeAll(evaluator.counted(quota.hard().keySet()));
      }
    }
    if (!amounts.isEmpty()) {
      return "insufficient quota to consume: " + String.join(",", amounts);
    }
    return uncoveredScopes(limits, evaluator, object, quotas);
  }

  private static String uncoveredScopes(
      List<LimitedResource> limits,
      QuotaEvaluator evaluator,
      ApiObject object,
      List<Quota> quotas) {
    List<String> missing = new ArrayList<>(0);
    for (LimitedResource limit : limits) {
      for (QuotaScope scope : limit.scopes) {
        if (evaluator.isIn(scope, object)
            && quotas.stream().noneMatch(quota -> quota.covers(scope, evaluator, object))) {
          missing.add(scope.toString());
        }
      }
    }
    return missing.isEmpty()
        ? ""
        : "insufficient quota to match these scopes: [" + String.join(" ", missing) + "]";
  }
}
