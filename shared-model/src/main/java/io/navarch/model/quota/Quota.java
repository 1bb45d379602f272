package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A ResourceQuota.
 *
 * @param specHard what its owner wants
 * @param hard what is enforced: the same, once its controller has counted
 */
public record Quota(
    String name,
    List<QuotaScope> scopes,
    Map<String, Quantity> specHard,
    Map<String, Quantity> hard,
    Map<String, Quantity> used) {

  public static Quota of(ApiObject quota) {
    Map<String, Object> spec = ApiObject.mapAt(quota.root(), "spec");
    Map<String, Object> status = ApiObject.mapAt(quota.root(), "status");
    return new Quota(
        quota.name(),
        scopes(spec),
        PodAmounts.parse(ApiObject.mapAt(spec, "hard")),
        PodAmounts.parse(ApiObject.mapAt(status, "hard")),
        PodAmounts.parse(ApiObject.mapAt(status, "used")));
  }

  private static List<QuotaScope> scopes(Map<String, Object> spec) {
    List<QuotaScope> scopes = new ArrayList<>();
    for (Object name : ApiObject.listAt(spec, "scopes")) {
      scopes.add(new QuotaScope(String.valueOf(name), "Exists", List.of()));
    }
    for (Object term :
        ApiObject.listAt(ApiObject.mapAt(spec, "scopeSelector"), "matchExpressions")) {
      if (term instanceof Map<?, ?> tree) {
        List<String> values =
            tree.get("values") instanceof List<?> l
                ? l.stream().map(String::valueOf).toList()
                : List.of();
        scopes.add(
            new QuotaScope(
                String.valueOf(tree.get("scopeName")),
                String.valueOf(tree.get("operator")),
                values));
      }
    }
    return scopes;
  }

  /** Whether the quota counts the object at all. */
  boolean includes(QuotaEvaluator evaluator, ApiObject object) {
    return scopes.stream().allMatch(scope -> evaluator.isIn(scope, object));
  }

  /** Whether the object is in a scope of this quota that has the same name. */
  boolean covers(QuotaScope limited, QuotaEvaluator evaluator, ApiObject object) {
    return scopes.stream()
        .anyMatch(scope -> scope.name().equals(limited.name()) && evaluator.isIn(scope, object));
  }

  /** What a write means for this quota. */
  public QuotaDecision decide(QuotaEvaluator evaluator, QuotaWrite write, Instant now) {
    Set<String> limited = evaluator.counted(hard.keySet());
    if (limited.isEmpty() || !includes(evaluator, write.object())) {
      return QuotaDecision.UNAFFECTED;
    }
    String missing = evaluator.missing(limited, write.object());
    if (missing != null) {
      return new QuotaDecision.Refused("failed quota: " + name + ": " + missing);
    }
    if (!used.keySet().containsAll(limited)) {
      return new QuotaDecision.Refused(
          "status unknown for quota: " + name + ", resources: " + String.join(",", limited));
    }
    Map<String, Quantity> needed = evaluator.usage(write.object(), now);
    List<String> negative =
        needed.entrySet().stream()
            .filter(e -> e.getValue().signum() < 0)
            .map(Map.Entry::getKey)
            .toList();
    if (!negative.isEmpty()) {
      return new QuotaDecision.Refused(
          "quota usage is negative for resource(s): " + String.join(",", negative));
    }
    ApiObject old = write.old();
    if (old != null && includes(evaluator, old)) {
      needed = ResourceAmounts.excess(needed, evaluator.usage(old, now));
    }
    Map<String, Quantity> requested =
        ResourceAmounts.only(ResourceAmounts.withoutZeros(needed), hard.keySet());
    if (requested.isEmpty()) {
      return QuotaDecision.UNAFFECTED;
    }
    return charge(requested, write.subresource().equals("status"));
  }

  private QuotaDecision charge(Map<String, Quantity> requested, boolean anyway) {
    Map<String, Quantity> after = ResourceAmounts.add(used, requested);
    Map<String, Quantity> over = new TreeMap<>(requested);
    over.keySet().removeIf(r -> amount(after, r).compareTo(amount(hard, r)) <= 0);
    if (over.isEmpty() || anyway) {
      return new QuotaDecision.Charged(requested, after);
    }
    return new QuotaDecision.Refused(
        "exceeded quota: "
            + name
            + ", requested: "
            + ResourceAmounts.text(over)
            + ", used: "
            + ResourceAmounts.text(ResourceAmounts.only(used, over.keySet()))
            + ", limited: "
            + ResourceAmounts.text(ResourceAmounts.only(hard, over.keySet())));
  }

  private static Quantity amount(Map<String, Quantity> amounts, String resource) {
    return amounts.getOrDefault(resource, Quantity.ZERO);
  }

  /** What some objects of one resource use of what is limited here. */
  public Map<String, Quantity> count(
      QuotaEvaluator evaluator, Iterable<ApiObject> objects, Instant now) {
    Set<String> limited = evaluator.counted(specHard.keySet());
    Map<String, Quantity> total = new TreeMap<>();
    limited.forEach(resource -> total.put(resource, Quantity.ZERO));
    for (ApiObject object : objects) {
      if (includes(evaluator, object)) {
        ResourceAmounts.only(evaluator.usage(object, now), limited)
            .forEach((resource, q) -> total.merge(resource, q, Quantity::add));
      }
    }
    return total;
  }
}
