package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.match.MatchCriteria;
import io.navarch.model.object.ApiObject;
import io.navarch.model.selector.LabelSelector;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A binding: which of a policy's requests it is for, with which parameters, and what happens when
 * they break a rule.
 *
 * @param criteria null for all of the policy's requests
 * @param params null where the binding names none
 * @param actions {@code Deny}, {@code Warn}, {@code Audit}; none for mutating policies
 */
record PolicyReference(
    String name,
    String policy,
    @Nullable MatchCriteria criteria,
    @Nullable ParamReference params,
    List<String> actions) {

  /**
   * Where parameters are.
   *
   * @param name empty where they are selected by labels
   * @param denyWithoutAny whether the policy fails when there are none
   */
  record ParamReference(
      String name, String namespace, @Nullable LabelSelector selector, boolean denyWithoutAny) {}

  static PolicyReference of(ApiObject binding) {
    Map<String, Object> spec = ApiObject.mapAt(binding.root(), "spec");
    return new PolicyReference(
        binding.name(),
        ApiObject.string(spec, "policyName"),
        spec.get("matchResources") == null
            ? null
            : MatchCriteria.ofResources(ApiObject.mapAt(spec, "matchResources"), true),
        spec.get("paramRef") == null ? null : params(ApiObject.mapAt(spec, "paramRef")),
        ApiObject.listAt(spec, "validationActions").stream().map(String::valueOf).toList());
  }

  private static ParamReference params(Map<String, Object> reference) {
    return new ParamReference(
        ApiObject.string(reference, "name"),
        ApiObject.string(reference, "namespace"),
        reference.get("selector") == null
            ? null
            : LabelSelector.ofObject(ApiObject.mapAt(reference, "selector")),
        "Deny".equals(reference.get("parameterNotFoundAction")));
  }
}
