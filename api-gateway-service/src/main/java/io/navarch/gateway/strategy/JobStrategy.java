package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs: defaults that hang together, and the selector that the server makes from the job's uid. */
final class JobStrategy extends TemplatedStrategy {
  private static final String UID_LABEL = "batch.kubernetes.io/controller-uid";
  private static final String NAME_LABEL = "batch.kubernetes.io/job-name";

  JobStrategy() {
    super(StatusOwnership.startingWith(Map.of()), NamesPods.YES, "spec", "template");
  }

  @Override
  public void applyDefaults(ApiObject job) {
    Map<String, Object> spec = ApiObject.child(job.root(), "spec");
    Templates.applyDefaults(spec);
    if (spec.get("completions") == null && spec.get("parallelism") == null) {
      spec.put("completions", 1L);
      spec.put("parallelism", 1L);
    }
    spec.putIfAbsent("parallelism", 1L);
    spec.putIfAbsent(
        "backoffLimit", spec.get("backoffLimitPerIndex") == null ? 6L : (long) Integer.MAX_VALUE);
    spec.putIfAbsent(
        "podReplacementPolicy",
        spec.get("podFailurePolicy") == null ? "TerminatingOrFailed" : "Failed");
    Map<String, Object> labels = templateLabels(spec);
    if (job.labels().isEmpty() && !labels.isEmpty()) {
      // The same map: the labels that the server adds to the template are the job's too.
      job.metadata().put("labels", labels);
    }
  }

  private static Map<String, Object> templateLabels(Map<String, Object> spec) {
    return ApiObject.mapAt(
        ApiObject.mapAt(ApiObject.mapAt(spec, "template"), "metadata"), "labels");
  }

  @Override
  public void prepareForCreate(ApiObject job) {
    super.prepareForCreate(job);
    Map<String, Object> spec = ApiObject.child(job.root(), "spec");
    if (Boolean.TRUE.equals(spec.get("manualSelector"))) {
      return;
    }
    Map<String, Object> template = ApiObject.child(spec, "template");
    Map<String, Object> labels = ApiObject.child(ApiObject.child(template, "metadata"), "labels");
    labels.putIfAbsent("controller-uid", job.uid());
    labels.putIfAbsent(UID_LABEL, job.uid());
    labels.putIfAbsent("job-name", job.name());
    labels.putIfAbsent(NAME_LABEL, job.name());
    if (spec.get("selector") == null) {
      spec.put("selector", new LinkedHashMap<>());
    }
    Map<String, Object> match = ApiObject.child(ApiObject.child(spec, "selector"), "matchLabels");
    match.putIfAbsent(UID_LABEL, job.uid());
    // A name that cannot be a label is told of the template alone.
    if (job.labels().isEmpty() && Formats.labelValue(job.name()).isEmpty()) {
      job.metadata().put("labels", new LinkedHashMap<>(labels));
    }
  }

  @Override
  void checkNew(Field job) {
    whole(job, true);
  }

  /** What is wrong with the spec is said twice here, as upstream does. */
  @Override
  void checkChange(Field job, Field old) {
    Field labels = old.at("spec", "template", "metadata", "labels");
    whole(job, labels.keys().containsAll(List.of(NAME_LABEL, UID_LABEL)));
    JobRules.check(job.at("spec"), true);
    JobRules.checkChange(job, old);
  }

  /**
   * @param prefixed whether the template must have the labels with a prefix; older jobs do not
   */
  private static void whole(Field job, boolean prefixed) {
    JobRules.generatedSelector(job, prefixed);
    JobRules.check(job.at("spec"), true);
    JobRules.indexedName(job);
  }

  @Override
  void checkStatus(Field job, Field old) {
    JobStatusRules.check(job, old);
  }
}
