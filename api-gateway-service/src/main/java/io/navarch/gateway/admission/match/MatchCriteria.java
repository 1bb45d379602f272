package io.navarch.gateway.admission.match;

import io.navarch.model.object.ApiObject;
import io.navarch.model.selector.LabelSelector;
import java.util.List;
import java.util.Map;

/**
 * Which requests a webhook, a policy or a binding is about.
 *
 * @param anyRequest whether a missing list of rules means every request, as in bindings
 * @param equivalent whether requests for other versions of a matched resource match too
 */
public record MatchCriteria(
    List<MatchRule> rules,
    List<MatchRule> excluded,
    boolean anyRequest,
    boolean equivalent,
    LabelSelector namespaceSelector,
    LabelSelector objectSelector) {

  /** Of a webhook, whose rules stand beside its selectors. */
  public static MatchCriteria ofWebhook(Map<String, Object> webhook) {
    return new MatchCriteria(
        MatchRule.listOf(webhook, "rules"),
        List.of(),
        false,
        isEquivalent(webhook),
        selector(webhook, "namespaceSelector"),
        selector(webhook, "objectSelector"));
  }

  /** Of a policy's {@code matchConstraints} or a binding's {@code matchResources}. */
  public static MatchCriteria ofResources(Map<String, Object> resources, boolean anyRequest) {
    return new MatchCriteria(
        MatchRule.listOf(resources, "resourceRules"),
        MatchRule.listOf(resources, "excludeResourceRules"),
        anyRequest && MatchRule.listOf(resources, "resourceRules").isEmpty(),
        isEquivalent(resources),
        selector(resources, "namespaceSelector"),
        selector(resources, "objectSelector"));
  }

  private static boolean isEquivalent(Map<String, Object> parent) {
    return !"Exact".equals(parent.get("matchPolicy"));
  }

  private static LabelSelector selector(Map<String, Object> parent, String name) {
    return parent.get(name) instanceof Map<?, ?>
        ? LabelSelector.ofObject(ApiObject.mapAt(parent, name))
        : LabelSelector.EVERYTHING;
  }
}
