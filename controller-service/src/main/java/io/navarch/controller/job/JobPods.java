package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.navarch.controller.pod.PodControl;
import java.util.ArrayList;
import java.util.List;

/** The pods that a Job is made of. */
final class JobPods {

  private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";
  private static final int MAX_HOST_NAME = 63;

  private JobPods() {}

  static Pod pod(Job job, JobPlan.NewPod wanted) {
    Pod pod =
        new PodBuilder(PodControl.fromTemplate(job, job.getSpec().getTemplate()))
            .editMetadata()
            .addToFinalizers(JobPlanner.TRACKING)
            .endMetadata()
            .build();
    Integer index = wanted.index();
    if (index == null) {
      return pod;
    }
    Pod indexed = indexed(job, pod, index);
    IndexFailures.Count before = wanted.before();
    if (before != null) {
      annotate(indexed, IndexFailures.COUNTED_KEY, before.counted());
      if (before.ignored() > 0) {
        annotate(indexed, IndexFailures.IGNORED_KEY, before.ignored());
      }
    }
    return indexed;
  }

  private static void annotate(Pod pod, String key, int number) {
    pod.getMetadata().getAnnotations().put(key, Integer.toString(number));
  }

  private static Pod indexed(Job job, Pod pod, int index) {
    String name = job.getMetadata().getName();
    Pod indexed =
        new PodBuilder(pod)
            .editMetadata()
            .withGenerateName(name + "-" + index + "-")
            .addToAnnotations(Indexes.KEY, Integer.toString(index))
            .addToLabels(Indexes.KEY, Integer.toString(index))
            .endMetadata()
            .build();
    String hostName = name + "-" + index;
    if (hostName.length() <= MAX_HOST_NAME) {
      indexed.getSpec().setHostname(hostName);
    }
    indexed.getSpec().getInitContainers().forEach(JobPods::addIndex);
    indexed.getSpec().getContainers().forEach(JobPods::addIndex);
    return indexed;
  }

  private static void addIndex(Container container) {
    boolean there =
        container.getEnv().stream().anyMatch(each -> INDEX_VARIABLE.equals(each.getName()));
    if (!there) {
      List<EnvVar> variables = new ArrayList<>(container.getEnv());
      variables.add(
          new EnvVarBuilder()
              .withName(INDEX_VARIABLE)
              .withNewValueFrom()
              .withNewFieldRef()
              .withFieldPath("metadata.labels['" + Indexes.KEY + "']")
              .endFieldRef()
              .endValueFrom()
              .build());
      container.setEnv(variables);
    }
  }
}
