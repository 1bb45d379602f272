package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyRule;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a Job's failure policy says about a failed pod. */
final class PodFailurePolicies {

  /** What becomes of a failure. */
  sealed interface Verdict {
    record Count() implements Verdict {}

    record Ignore() implements Verdict {}

    record FailIndex() implements Verdict {}

    record FailJob(String message) implements Verdict {}
  }

  private static final Verdict COUNT = new Verdict.Count();

  private PodFailurePolicies() {}

  static Verdict judge(Job job, Pod pod) {
    if (job.getSpec().getPodFailurePolicy() == null) {
      return COUNT;
    }
    List<PodFailurePolicyRule> rules = job.getSpec().getPodFailurePolicy().getRules();
    for (int i = 0; i < rules.size(); i++) {
      PodFailurePolicyRule rule = rules.get(i);
      String cause = cause(rule, pod);
      if (cause != null) {
        String message = "%s matching %s rule at index %d".formatted(cause, rule.getAction(), i);
        return switch (rule.getAction()) {
          case "FailJob" -> new Verdict.FailJob(message);
          case "Ignore" -> new Verdict.Ignore();
          case "FailIndex" -> new Verdict.FailIndex();
          default -> COUNT;
        };
      }
    }
    return COUNT;
  }

  private static @Nullable String cause(PodFailurePolicyRule rule, Pod pod) {
    String name = pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    if (rule.getOnExitCodes() != null) {
      ContainerStatus exited = exited(rule.getOnExitCodes(), pod);
      return exited == null
          ? null
          : "Container %s for pod %s failed with exit code %d"
              .formatted(exited.getName(), name, exited.getState().getTerminated().getExitCode());
    }
    for (PodFailurePolicyOnPodConditionsPattern pattern : rule.getOnPodConditions()) {
      for (PodCondition condition : pod.getStatus().getConditions()) {
        String wanted = pattern.getStatus() == null ? "True" : pattern.getStatus();
        if (condition.getType().equals(pattern.getType()) && condition.getStatus().equals(wanted)) {
          return "Pod %s has condition %s".formatted(name, condition.getType());
        }
      }
    }
    return null;
  }

  private static @Nullable ContainerStatus exited(
      PodFailurePolicyOnExitCodesRequirement wanted, Pod pod) {
    return Stream.concat(
            pod.getStatus().getContainerStatuses().stream(),
            pod.getStatus().getInitContainerStatuses().stream())
        .filter(
            status ->
                wanted.getContainerName() == null
                    || wanted.getContainerName().isEmpty()
                    || wanted.getContainerName().equals(status.getName()))
        .filter(status -> status.getState() != null && status.getState().getTerminated() != null)
        .filter(status -> status.getState().getTerminated().getExitCode() != 0)
        .filter(
            status ->
                wanted.getValues().contains(status.getState().getTerminated().getExitCode())
                    == "In".equals(wanted.getOperator()))
        .findFirst()
        .orElse(null);
  }
}
