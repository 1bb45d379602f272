package io.navarch.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobPlannerTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void createsOnePodAnIndexUpToTheParallelism() {
    assertThat(plan(indexed(3)).create())
        .containsExactly(new JobPlan.NewPod(0, null), new JobPlan.NewPod(1, null));
  }

  @Test
  void surplusPodsGoBeforeReadyOnes() {
    Job job = indexed(3);
    job.getSpec().setParallelism(1);
    Pod ready = pod(0, "Running");
    ready.getStatus().setConditions(List.of(READY));
    assertThat(plan(job, ready, pod(1, "Pending")).delete())
        .extracting(pod -> pod.getMetadata().getName())
        .containsExactly("pod-1");
  }

  @Test
  void anIndexIsTriedAgainAfterItsOwnWaitAndBearsItsCount() {
    Job job = limitedPerIndex(3, 1);
    Pod failed = failed(0, 0, NOW.minusSeconds(4));
    JobPlan waits = plan(job, failed);
    assertThat(waits.create()).containsExactly(new JobPlan.NewPod(1, IndexFailures.Count.NONE));
    assertThat(waits.lookAgain()).isEqualTo(Duration.ofMillis(6_010));
    assertThat(plan(job, failed(0, 0, NOW.minusSeconds(11)), pod(1, "Running")).create())
        .containsExactly(new JobPlan.NewPod(0, new IndexFailures.Count(1, 0)));
  }

  @Test
  void aFailedPodIsHeldUntilItsReplacementBearsItsCount() {
    Job job = limitedPerIndex(3, 1);
    Pod failed = failed(0, 0, NOW.minusSeconds(4));
    JobPlan waits = plan(job, failed);
    assertThat(waits.untrack()).isEmpty();
    assertThat(waits.status().getUncountedTerminatedPods().getFailed()).isEmpty();
    JobPlan replaced = plan(job, failed, pod(0, "Running"));
    assertThat(replaced.untrack()).containsExactly(failed);
    assertThat(replaced.status().getUncountedTerminatedPods().getFailed())
        .containsExactly(failed.getMetadata().getUid());
  }

  @Test
  void anIndexPastItsLimitFailsAndTheOthersGoOn() {
    Job job = limitedPerIndex(3, 1);
    JobPlan plan = plan(job, failed(0, 1, NOW), pod(1, "Running"));
    assertThat(plan.status().getFailedIndexes()).isEqualTo("0");
    assertThat(plan.create()).containsExactly(new JobPlan.NewPod(2, IndexFailures.Count.NONE));
    assertThat(plan.status().getConditions()).isEmpty();
  }

  @Test
  void noFailedIndexIsWrittenAsAnEmptyText() {
    assertThat(plan(limitedPerIndex(3, 1)).status().getFailedIndexes()).isEmpty();
    assertThat(plan(indexed(3)).status().getFailedIndexes()).isNull();
  }

  @Test
  void aJobWithFailedIndexesFailsWhenTheRestHasSucceeded() {
    Job job = limitedPerIndex(2, 0);
    assertThat(ended(plan(job, failed(0, 0, NOW), pod(1, "Succeeded"))))
        .isEqualTo("FailureTarget FailedIndexes");
  }

  @Test
  void tooManyFailedIndexesEndTheJobAtOnce() {
    Job job = limitedPerIndex(4, 0);
    job.getSpec().setMaxFailedIndexes(1);
    JobPlan plan =
        plan(job, failed(0, 0, NOW), failed(1, 0, NOW), pod(2, "Running"), pod(3, "Pending"));
    assertThat(ended(plan)).isEqualTo("FailureTarget MaxFailedIndexesExceeded");
    assertThat(plan.delete()).hasSize(2);
  }

  @Test
  void theFailurePolicyMayEndAnIndexOrForgiveAFailure() {
    Job job = limitedPerIndex(3, 5);
    job.getSpec()
        .setPodFailurePolicy(
            new PodFailurePolicyBuilder()
                .addNewRule()
                .withAction("FailIndex")
                .withNewOnExitCodes()
                .withOperator("In")
                .withValues(42)
                .endOnExitCodes()
                .endRule()
                .addNewRule()
                .withAction("Ignore")
                .withNewOnExitCodes()
                .withOperator("In")
                .withValues(7)
                .endOnExitCodes()
                .endRule()
                .build());
    Pod fatal = failed(0, 0, NOW.minusSeconds(60));
    fatal.getStatus().getContainerStatuses().getFirst().getState().getTerminated().setExitCode(42);
    Pod forgiven = failed(1, 2, NOW.minusSeconds(600));
    forgiven
        .getStatus()
        .getContainerStatuses()
        .getFirst()
        .getState()
        .getTerminated()
        .setExitCode(7);
    JobPlan plan = plan(job, fatal, forgiven);
    assertThat(plan.status().getFailedIndexes()).isEqualTo("0");
    assertThat(plan.create())
        .contains(new JobPlan.NewPod(1, new IndexFailures.Count(2, 1)))
        .contains(new JobPlan.NewPod(2, IndexFailures.Count.NONE));
  }

  @Test
  void theSuccessPolicyEndsTheJobWhileIndexesAreLeft() {
    Job byIndexes = indexed(3);
    byIndexes
        .getSpec()
        .setSuccessPolicy(
            new SuccessPolicyBuilder().addNewRule().withSucceededIndexes("0").endRule().build());
    JobPlan plan = plan(byIndexes, pod(0, "Succeeded"), pod(1, "Running"));
    assertThat(ended(plan)).isEqualTo("SuccessCriteriaMet SuccessPolicy");
    assertThat(plan.status().getConditions().getFirst().getMessage())
        .isEqualTo("Matched rules at index 0");
    assertThat(plan.delete()).hasSize(1);

    Job byCount = indexed(3);
    byCount
        .getSpec()
        .setSuccessPolicy(
            new SuccessPolicyBuilder()
                .addNewRule()
                .withSucceededIndexes("0-1")
                .endRule()
                .addNewRule()
                .withSucceededCount(2)
                .endRule()
                .build());
    assertThat(ended(plan(byCount, pod(1, "Succeeded"), pod(0, "Running")))).isEmpty();
    assertThat(
            plan(byCount, pod(1, "Succeeded"), pod(2, "Succeeded"))
                .status()
                .getConditions()
                .getFirst()
                .getMessage())
        .isEqualTo("Matched rules at index 1");
  }

  @Test
  void aPodBearsTheFailuresOfItsIndex() {
    Job job = limitedPerIndex(3, 5);
    Pod pod = JobPods.pod(job, new JobPlan.NewPod(2, new IndexFailures.Count(1, 0)));
    assertThat(pod.getMetadata().getAnnotations())
        .containsEntry(IndexFailures.COUNTED_KEY, "1")
        .doesNotContainKey(IndexFailures.IGNORED_KEY)
        .containsEntry(Indexes.KEY, "2");
  }

  private static final PodCondition READY =
      new PodConditionBuilder().withType("Ready").withStatus("True").build();

  private static JobPlan plan(Job job, Pod... pods) {
    return JobPlanner.plan(job, List.of(pods), JobBackoff.NONE, true, NOW);
  }

  private static String ended(JobPlan plan) {
    return plan.status().getConditions().stream()
        .map((JobCondition condition) -> condition.getType() + " " + condition.getReason())
        .findFirst()
        .orElse("");
  }

  private static Job indexed(int completions) {
    return new JobBuilder()
        .withNewMetadata()
        .withName("job")
        .withNamespace("space")
        .withUid("job-uid")
        .endMetadata()
        .withNewSpec()
        .withCompletionMode("Indexed")
        .withCompletions(completions)
        .withParallelism(2)
        .withBackoffLimit(6)
        .withNewTemplate()
        .withNewMetadata()
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Job limitedPerIndex(int completions, int limit) {
    Job job = indexed(completions);
    job.getSpec().setBackoffLimit(Integer.MAX_VALUE);
    job.getSpec().setBackoffLimitPerIndex(limit);
    return job;
  }

  private static Pod failed(int index, int failuresBefore, Instant at) {
    Pod pod = pod(index, "Failed");
    pod.getMetadata().setName("failed-" + index);
    pod.getMetadata().setUid("failed-" + index);
    pod.getMetadata()
        .getAnnotations()
        .put(IndexFailures.COUNTED_KEY, Integer.toString(failuresBefore));
    return new PodBuilder(pod)
        .editStatus()
        .addNewContainerStatus()
        .withName("c")
        .withNewState()
        .withNewTerminated()
        .withExitCode(1)
        .withFinishedAt(at.toString())
        .endTerminated()
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod pod(int index, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("pod-" + index)
        .withNamespace("space")
        .withUid("pod-" + index)
        .addToAnnotations(Indexes.KEY, Integer.toString(index))
        .addToFinalizers(JobPlanner.TRACKING)
        .withCreationTimestamp(NOW.minusSeconds(600).toString())
        .endMetadata()
        .withNewSpec()
        .withNodeName("node")
        .endSpec()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }
}
