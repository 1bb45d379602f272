package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.Invocation;
import io.navarch.gateway.admission.match.MatchConditions;
import io.navarch.gateway.admission.match.RequestExpressions;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.admission.match.SeenObjects;
import io.navarch.model.cel.CelBudget;
import io.navarch.model.cel.CelVariables;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the policies, bindings and parameters that a request is subject to, and the values that
 * they see.
 */
final class PolicyInvocations {
  private final RequestMatcher matcher;
  private final PolicyParams params;
  private final SeenObjects objects;
  private final RequestExpressions expressions;

  PolicyInvocations(
      RequestMatcher matcher,
      PolicyParams params,
      SeenObjects objects,
      RequestExpressions expressions) {
    this.matcher = matcher;
    this.params = params;
    this.objects = objects;
    this.expressions = expressions;
  }

  /** A policy applied once. */
  record Applied(
      PolicyDefinition policy,
      PolicyReference binding,
      Invocation invocation,
      @Nullable ApiObject param) {}

  /**
   * A policy or binding that cannot be carried out.
   *
   * @param binding null where the policy itself is at fault
   */
  record Misconfigured(
      PolicyDefinition policy, @Nullable PolicyReference binding, String message) {}

  /** What a request is subject to. */
  record Found(List<Applied> applied, List<Misconfigured> misconfigured) {}

  SeenObjects objects() {
    return objects;
  }

  Found find(List<Policies.Bound> policies, AdmissionRequest request) {
    Found found = new Found(new ArrayList<>(0), new ArrayList<>(0));
    for (Policies.Bound bound : policies) {
      PolicyDefinition policy = bound.policy();
      try {
        Optional<Invocation> invocation = matcher.match(policy.criteria(), request);
        if (invocation.isPresent()) {
          if (policy.paramKind() != null) {
            ResourceDefinition unused = params.resource(policy.paramKind());
          }
          bind(bound, invocation.get(), request, found);
        }
      } catch (ApiException | PolicyParams.Unusable e) {
        found.misconfigured.add(
            new Misconfigured(policy, null, "failed to configure policy: " + e.getMessage()));
      }
    }
    return found;
  }

  private void bind(
      Policies.Bound bound, Invocation invocation, AdmissionRequest request, Found found) {
    PolicyDefinition policy = bound.policy();
    for (PolicyReference binding : bound.bindings()) {
      try {
        if (binding.criteria() != null && matcher.match(binding.criteria(), request).isEmpty()) {
          continue;
        }
        for (ApiObject param :
            params.find(policy.paramKind(), binding.params(), RequestMatcher.namespace(request))) {
          found.applied.add(new Applied(policy, binding, invocation, param));
        }
      } catch (ApiException | PolicyParams.Unusable e) {
        found.misconfigured.add(
            new Misconfigured(policy, binding, "failed to configure binding: " + e.getMessage()));
      }
    }
  }

  /** Whether the policy's conditions hold; they see neither variables nor the namespace. */
  MatchConditions.Outcome conditions(Applied applied, AdmissionRequest request) {
    return applied.policy.expressions().conditions().evaluate(values(applied, request, null));
  }

  /**
   * The values for a policy's expressions.
   *
   * @param budget pays for its variables
   */
  CelVariables variables(Applied applied, AdmissionRequest request, CelBudget budget) {
    return values(applied, request, namespace(request))
        .setLazy("variables", applied.policy.expressions().variables(), budget);
  }

  private CelVariables values(
      Applied applied, AdmissionRequest request, @Nullable ApiObject namespace) {
    Invocation invocation = applied.invocation;
    return expressions
        .variables(
            request,
            invocation,
            objects.object(request, invocation),
            objects.oldObject(request, invocation),
            namespace)
        .set("params", applied.param == null ? null : applied.param.root());
  }

  private @Nullable ApiObject namespace(AdmissionRequest request) {
    boolean ofNamespace =
        request.resource().kind().equals("Namespace") && request.resource().group().isEmpty();
    String name = RequestMatcher.namespace(request);
    return ofNamespace || name.isEmpty() ? null : matcher.namespaceObject(name).orElse(null);
  }
}
