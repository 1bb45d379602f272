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
  private static final long MANY = 100_000;
  private static final long FEW = 10_000;

  private JobRules() {}

  static void check(Field spec, boolean withSelector) {
    for (String count :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes")) {
      spec.at(count).notNegative();
    }
    if (spec.at("maxFailedIndexes").isSet() && !spec.at("backoffLimitPerIndex").isSet()) {
      spec.at("backoffLimitPerIndex").required("when maxFailedIndexes is specified");
    }
    managedBy(spec.at("managedBy"));
    indexed(spec);
    if (spec.at("podFailurePolicy").isSet()) {
      JobPolicyRules.failure(spec);
    }
    if (spec.at("successPolicy").isSet()) {
      JobPolicyRules.success(spec);
    }
    replacement(spec);
    WorkloadRules.podTemplate(spec.at("template"));
    restartPolicy(spec);
    if (withSelector) {
      selector(spec);
    }
  }

  private static void managedBy(Field managedBy) {
    if (managedBy.isSet()) {
      managedBy.checkDomainPath();
      if (managedBy.string().length() > 63) {
        managedBy.tooLong(63);
      }
    }
  }

  private static void indexed(Field spec) {
    Field mode = spec.at("completionMode");
    mode.oneOfIfSet("NonIndexed", "Indexed");
    Field perIndex = spec.at("backoffLimitPerIndex");
    Field maxFailed = spec.at("maxFailedIndexes");
    if (mode.is("Indexed")) {
      limits(spec, maxFailed);
    } else if (!mode.isSet() || mode.is("NonIndexed")) {
      for (Field field : List.of(perIndex, maxFailed)) {
        if (field.isSet()) {
          field.invalid("requires indexed completion mode");
        }
      }
    }
  }

  private static void limits(Field spec, Field maxFailed) {
    Field completions = spec.at("completions");
    Field parallelism = spec.at("parallelism");
    if (!completions.isSet()) {
      completions.required("when completion mode is Indexed");
    }
    if (parallelism.number() > MANY) {
      parallelism.invalid("must be less than or equal to 100000 when completion mode is Indexed");
    }
    if (completions.isSet() && maxFailed.number() > completions.number()) {
      maxFailed.invalid("must be less than or equal to completions");
    }
    if (maxFailed.number() > MANY) {
      maxFailed.invalid("must be less than or equal to 100000");
    }
    if (completions.number() > MANY && spec.at("backoffLimitPerIndex").isSet()) {
      String most =
          "must be less than or equal to 10000 when completions are above 100000 and used with"
              + " backoff limit per index";
      if (!maxFailed.isSet()) {
        maxFailed.required("must be specified when completions is above 100000");
      }
      for (Field field : List.of(parallelism, maxFailed)) {
        if (field.number() > FEW) {
          field.invalid(most);
        }
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
    } else {
      AffinityRules.selector(selector);
    }
    Field labels = spec.at("template", "metadata", "labels");
    if (!selector.isSet() || !selects(selector, labels.map())) {
      labels.invalid(labels.value(), "`selector` does not match template `labels`");
    }
  }

  private static boolean selects(Field selector, Map<String, Object> labels) {
    try {
      return LabelSelector.ofObject(selector.map()).matches(labels);
    } catch (ApiException e) {
      return true; // said already
    }
  }

  /**
   * Without {@code manualSelector} the selector is the one that the server makes.
   *
   * @param prefixed whether the labels with a prefix must be there too
   */
  static void generatedSelector(Field job, boolean prefixed) {
    Field spec = job.at("spec");
    if (spec.at("manualSelector").isTrue() || !spec.at("selector").isSet()) {
      return;
    }
    String uid = job.at("metadata", "uid").string();
    String name = job.at("metadata", "name").string();
    Field labels = spec.at("template", "metadata", "labels");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("controller-uid", uid);
    expected.put("job-name", name);
    if (prefixed) {
      expected.put("batch.kubernetes.io/controller-uid", uid);
      expected.put("batch.kubernetes.io/job-name", name);
    }
    expected.forEach(
        (key, value) -> {
          Field label = labels.key(key);
          if (!label.isSet()) {
            label.required("must be '" + value + "'");
          } else if (!label.is((String) value)) {
            label.reportedAs(labels.key(key)).invalid(labels.map(), "must be '" + value + "'");
          }
        });
    if (!selects(spec.at("selector"), expected)) {
      spec.at("selector").invalid("`selector` not auto-generated");
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
    boolean suspended = before.at("suspend").isTrue();
    if (!templatesMatch(
        spec.at("template").map(), before.at("template").map(), suspended && isIdle(old))) {
      (suspended ? spec.at("template", "spec") : spec.at("template")).invalid(Field.IMMUTABLE);
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

  /** A suspended job whose pods are all gone. */
  private static boolean isIdle(Field job) {
    boolean suspended =
        job.at("status", "conditions").each().stream()
            .anyMatch(c -> c.at("type").is("Suspended") && c.at("status").is("True"));
    return job.at("status", "active").isEmpty()
        && (suspended || !job.at("status", "startTime").isSet());
  }

  private static void completions(Field spec, Field before) {
    Field now = spec.at("completions");
    if (now.sameAs(before.at("completions"))) {
      return;
    }
    if (!spec.at("completionMode").is("Indexed")) {
      now.invalid(Field.IMMUTABLE);
    } else if (now.isSet() && !now.sameAs(spec.at("parallelism"))) {
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
}
