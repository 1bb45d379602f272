package io.navarch.gateway.admission.policy;

import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.admission.match.MatchConditions;
import io.navarch.gateway.admission.match.RequestMatcher;
import io.navarch.gateway.admission.policy.PolicyInvocations.Applied;
import io.navarch.gateway.admission.policy.PolicyInvocations.Found;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.StatusCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes objects as mutating admission policies say, one after the other by their names. */
final class MutatingPolicyPlugin implements AdmissionPlugin {
  private final Policies policies;
  private final PolicyInvocations invocations;
  private final PolicyPatches patches;
  private final PolicyMetrics metrics;

  MutatingPolicyPlugin(
      Policies policies,
      PolicyInvocations invocations,
      PolicyPatches patches,
      PolicyMetrics metrics) {
    this.policies = policies;
    this.invocations = invocations;
    this.patches = patches;
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "MutatingAdmissionPolicy";
  }

  private record Problem(
      PolicyDefinition policy, @Nullable PolicyReference binding, String message, String reason) {
    String text() {
      return binding == null
          ? "policy \"" + policy.name() + "\" denied request: " + message
          : "policy '"
              + policy.name()
              + "' with binding '"
              + binding.name()
              + "' denied request: "
              + message;
    }
  }

  @Override
  public void mutate(AdmissionRequest request) {
    List<Policies.Bound> all = policies.all();
    if (all.isEmpty() || request.object() == null || RequestMatcher.isExempt(request)) {
      return;
    }
    Found found = invocations.find(all, request);
    List<Problem> problems = new ArrayList<>(0);
    found
        .misconfigured()
        .forEach(m -> problems.add(new Problem(m.policy(), m.binding(), m.message(), "")));
    boolean changed = false;
    for (Applied applied : found.applied()) {
      changed |= apply(applied, request, problems);
    }
    if (changed) {
      // Told once all had their turn: whoever asks for it sees its own change again too.
      request.notes().changed();
    }
    problems.removeIf(problem -> problem.policy.failsOpen());
    if (!problems.isEmpty()) {
      throw refusal(problems, request);
    }
  }

  /**
   * @return whether the policy changed the object
   */
  private boolean apply(Applied applied, AdmissionRequest request, List<Problem> problems) {
    switch (invocations.conditions(applied, request)) {
      case MatchConditions.Outcome.DoesNotMatch doesNot -> {
        return false;
      }
      case MatchConditions.Outcome.Failed failed -> {
        problems.add(new Problem(applied.policy(), applied.binding(), failed.message(), "Invalid"));
        return false;
      }
      case MatchConditions.Outcome.Matches matches -> {}
    }
    String id = id(applied);
    if (request.notes().isSecondRound() && !request.notes().isDue(id)) {
      return false;
    }
    ApiObject before = Objects.requireNonNull(request.object()).copy();
    for (PolicyDefinition.Mutation mutation : applied.policy().expressions().mutations()) {
      long began = System.nanoTime();
      try {
        patches.apply(mutation, applied, request);
        metrics.mutated(applied, PolicyMetrics.Error.NO_ERROR, System.nanoTime() - began);
      } catch (PolicyPatches.FailedException failed) {
        metrics.mutated(applied, failed.error(), System.nanoTime() - began);
        problems.add(
            new Problem(
                applied.policy(),
                applied.binding(),
                String.valueOf(failed.getMessage()),
                "Invalid"));
      }
    }
    if (applied.policy().isReinvoked()) {
      request.notes().reinvokeOnChange(id);
    }
    return !Json.equal(before.root(), Objects.requireNonNull(request.object()).root());
  }

  private static String id(Applied applied) {
    ApiObject param = applied.param();
    return "policy/"
        + applied.policy().name()
        + "/"
        + applied.binding().name()
        + (param == null ? "" : "/" + param.namespace() + "/" + param.name());
  }

  private static ApiException refusal(List<Problem> problems, AdmissionRequest request) {
    Problem first = problems.getFirst();
    List<StatusCause> causes =
        problems.stream().map(problem -> new StatusCause("", problem.text(), "")).toList();
    return new ApiException(
        403,
        first.reason.isEmpty() ? "Forbidden" : first.reason,
        first.text(),
        new ApiException.Details(
            request.named(),
            request.resource().group(),
            request.resource().plural(),
            "",
            causes,
            0));
  }
}
