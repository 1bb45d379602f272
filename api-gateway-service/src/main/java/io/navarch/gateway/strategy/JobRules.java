package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules for jobs and for the job templates of cron jobs. */
final class JobRules {
  private static final long MANY_COMPLETIONS = 100_000;

  private JobRules() {}

  static void check(Field spec, boolean withSelector) {
    for (String count :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex")) {
      spec.at(count).notNegative();
    }
    indexed(spec);
    if (spec.at("podFailurePolicy").isSet()) {
      JobPolicyRules.failure(spec);
    }
    if (spec.at("successPolicy").isSet()) {
      JobPolicyRules.success(spec);
    }
    Field managedBy = spec.at("managedBy");
    if (managedBy.isSet() && managedBy.string().length() > 63) {
      managedBy.tooLong(63);
    }
    replacement(spec);
    WorkloadRules.podTemplate(spec.at("template"));
    restartPolicy(spec);
    if (withSelector) {
      selector(spec);
    }
  }

  private static void indexed(Field spec) {
    Field mode = spec.at("completionMode");
    mode.oneOfIfSet("Indexed", "NonIndexed");
    if (!mode.is("Indexed")) {
      if (spec.at("backoffLimitPerIndex").isSet()) {
        spec.at("backoffLimitPerIndex").invalid("requires indexed completion mode");
      }
      return;
    }
    if (!spec.at("completions").isSet()) {
      spec.at("completions").required("when completion mode is Indexed");
    }
    if (spec.at("parallelism").number() > MANY_COMPLETIONS) {
      spec.at("parallelism")
          .invalid(
              "must be less than or equal to "
                  + MANY_COMPLETIONS
                  + " when completion mode is Indexed");
    }
    Field max = spec.at("maxFailedIndexes");
    if (max.isSet()) {
      max.notNegative();
      if (!spec.at("backoffLimitPerIndex").isSet()) {
        spec.at("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
      }
      if (spec.at("completions").isSet() && max.number() > spec.at("completions").number()) {
        max.invalid("must be less than or equal to completions");
      }
    }
  }

  private static void replacement(Field spec) {
    Field policy = spec.at("podReplacementPolicy");
    if (!policy.isSet()) {
      return;
    }
    if (spec.at("podFailurePolicy").isSet()) {
      policy.oneOfIfSet("Failed");
    } else {
      policy.oneOfIfSet("Failed", "TerminatingOrFailed");
    }
  }

  private static void restartPolicy(Field spec) {
    Field policy = spec.at("template", "spec", "restartPolicy");
    if (policy.is("Always") || policy.isEmpty()) {
      policy
          .errors()
          .add(
              new io.navarch.model.status.FieldError(
                  io.navarch.model.status.FieldError.Type.REQUIRED,
                  policy.path(),
                  null,
                  "valid values: \"OnFailure\", \"Never\""));
    } else if (!policy.is("OnFailure") && !policy.is("Never")) {
      policy.notSupported(List.of("OnFailure", "Never"));
    } else if (spec.at("podFailurePolicy").isSet() && !policy.is("Never")) {
      policy.invalid("only \"Never\" is supported when podFailurePolicy is specified");
    }
  }

  private static void selector(Field spec) {
    Field selector = spec.at("selector");
    if (!selector.isSet()) {
      selector.required("");
      return;
    }
    AffinityRules.selector(selector);
    Field labels = spec.at("template", "metadata", "labels");
    try {
      if (!LabelSelector.ofObject(selector.map()).matches(labels.map())) {
        labels.invalid(labels.map(), "`selector` does not match template `labels`");
      }
    } catch (ApiException e) {
      return; // said already
    }
  }

  /** Without {@code manualSelector} the selector is the one that the server makes. */
  static void generatedSelector(Field job) {
    Field spec = job.at("spec");
    if (spec.at("manualSelector").isTrue()) {
      return;
    }
    String uid = job.at("metadata", "uid").string();
    Field labels = spec.at("template", "metadata", "labels");
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("batch.kubernetes.io/controller-uid", uid);
    expected.put("batch.kubernetes.io/job-name", job.at("metadata", "name").string());
    expected.forEach(
        (key, value) -> {
          Field label = labels.key(key);
          if (!label.isSet()) {
            label.required("must be '" + value + "'");
          } else if (!label.is(value)) {
            label.invalid(labels.map(), "must be '" + value + "'");
          }
        });
    Field match = spec.at("selector", "matchLabels");
    Object selected = match.map().get("batch.kubernetes.io/controller-uid");
    Object old = match.map().get("controller-uid");
    if (!uid.equals(selected) && !uid.equals(old)) {
      spec.at("selector").invalid(spec.at("selector").value(), "`selector` not auto-generated");
    }
  }

  /** The pods of an indexed job are named after it, so the highest index must still fit. */
  static void indexedName(Field job) {
    long completions = job.at("spec", "completions").number();
    if (job.at("spec", "completionMode").is("Indexed") && completions > 0) {
      String last = job.at("metadata", "name").string() + "-" + (completions - 1);
      List<String> bad = Formats.dns1123Label(last);
      if (!bad.isEmpty()) {
        job.at("metadata", "name")
            .invalid("will not able to create pod with invalid DNS label: " + last);
      }
    }
  }

  static void checkChange(Field job, Field old) {
    Field spec = job.at("spec");
    Field before = old.at("spec");
    completions(spec, before);
    spec.at("selector").immutable(before.at("selector"));
    boolean mayChangeTemplate =
        before.at("suspend").isTrue()
            && spec.at("suspend").isTrue()
            && old.at("status", "active").number() == 0;
    boolean resumes = before.at("suspend").isTrue() && !old.at("status", "startTime").isSet();
    if (!templatesMatch(
        spec.at("template").map(), before.at("template").map(), mayChangeTemplate || resumes)) {
      spec.at("template").immutable(before.at("template"));
    }
    for (String fixed :
        List.of(
            "completionMode",
            "podFailurePolicy",
            "backoffLimitPerIndex",
            "managedBy",
            "successPolicy")) {
      spec.at(fixed).immutable(before.at(fixed));
    }
  }

  private static void completions(Field spec, Field before) {
    Field now = spec.at("completions");
    if (now.sameAs(before.at("completions"))) {
      return;
    }
    boolean indexed = before.at("completionMode").is("Indexed");
    if (!indexed || !now.isSet() || !before.at("completions").isSet()) {
      now.invalid(Field.IMMUTABLE);
    } else if (!now.sameAs(spec.at("parallelism"))) {
      now.invalid(
          now.value(), "can only be modified in tandem with " + spec.at("parallelism").path());
    }
  }

  /** Compares two templates; of a suspended job, what steers scheduling is left out. */
  private static boolean templatesMatch(
      Map<String, Object> now, Map<String, Object> before, boolean suspended) {
    return Json.equal(
        suspended ? withoutSchedulingParts(now) : now,
        suspended ? withoutSchedulingParts(before) : before);
  }

  private static Map<String, Object> withoutSchedulingParts(Map<String, Object> template) {
    Map<String, Object> copy = Json.copy(template);
    Set<String> metadata = new HashSet<>(Set.of("labels", "annotations"));
    if (copy.get("metadata") instanceof Map<?, ?> m) {
      m.keySet().removeAll(metadata);
    }
    if (copy.get("spec") instanceof Map<?, ?> spec) {
      spec.keySet().removeAll(Set.of("nodeSelector", "tolerations", "schedulingGates"));
      if (spec.get("affinity") instanceof Map<?, ?> affinity) {
        affinity.remove("nodeAffinity");
        if (affinity.isEmpty()) {
          spec.remove("affinity");
        }
      }
      for (String list : List.of("containers", "initContainers")) {
        if (spec.get(list) instanceof List<?> containers) {
          containers.forEach(c -> ((Map<?, ?>) c).remove("resources"));
        }
      }
    }
    return copy;
  }

  static void checkStatus(Field status, Field old, Field spec) {
    for (String count : List.of("active", "succeeded", "failed", "ready", "terminating")) {
      status.at(count).notNegative();
    }
    for (String terminal : List.of("Complete", "Failed")) {
      if (isTrue(old, terminal) && !isTrue(status, terminal)) {
        status
            .at("conditions")
            .invalid("can not change the terminal " + terminal + "=True condition");
      }
    }
    if (isTrue(status, "Complete") && isTrue(status, "Failed")) {
      status.at("conditions").invalid("cannot set Complete=True and Failed=true conditions");
    }
    boolean suspendedNow = spec.at("suspend").isTrue();
    if (old.at("startTime").isSet()
        && !suspendedNow
        && !isTrue(old, "Suspended")
        && !status.at("startTime").sameAs(old.at("startTime"))) {
      status.at("startTime").required("startTime cannot be removed for unsuspended job");
    }
    if (old.at("completionTime").isSet()
        && !status.at("completionTime").sameAs(old.at("completionTime"))) {
      status.at("completionTime").invalid(Field.IMMUTABLE);
    }
  }

  private static boolean isTrue(Field status, String condition) {
    return status.at("conditions").each().stream()
        .anyMatch(c -> c.at("type").is(condition) && c.at("status").is("True"));
  }
}
