package io.navarch.gateway.table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The cells of the kinds that make Pods. */
final class WorkloadRows {
  private WorkloadRows() {}

  static List<Object> deployment(Part object, Instant now) {
    Part template = object.at("spec", "template");
    return List.of(
        Row.name(object),
        readyOfReplicas(object),
        object.at("status", "updatedReplicas").number(),
        object.at("status", "availableReplicas").number(),
        Row.age(object, now),
        containers(template),
        images(template),
        deploymentSelector(object.at("spec", "selector")));
  }

  private static String deploymentSelector(Part selector) {
    String text = Texts.selector(selector, "<invalid>");
    return text.equals(Texts.NONE) ? "" : text;
  }

  static List<Object> replicaSet(Part object, Instant now) {
    return replicas(object, now, Texts.selector(object.at("spec", "selector")));
  }

  static List<Object> replicationController(Part object, Instant now) {
    return replicas(object, now, Texts.labels(object.at("spec", "selector")));
  }

  private static List<Object> replicas(Part object, Instant now, String selector) {
    Part template = object.at("spec", "template");
    return List.of(
        Row.name(object),
        object.at("spec", "replicas").number(),
        object.at("status", "replicas").number(),
        object.at("status", "readyReplicas").number(),
        Row.age(object, now),
        containers(template),
        images(template),
        selector);
  }

  static List<Object> statefulSet(Part object, Instant now) {
    Part template = object.at("spec", "template");
    return List.of(
        Row.name(object),
        readyOfReplicas(object),
        Row.age(object, now),
        containers(template),
        images(template));
  }

  static List<Object> daemonSet(Part object, Instant now) {
    Part status = object.at("status");
    Part template = object.at("spec", "template");
    return List.of(
        Row.name(object),
        status.at("desiredNumberScheduled").number(),
        status.at("currentNumberScheduled").number(),
        status.at("numberReady").number(),
        status.at("updatedNumberScheduled").number(),
        status.at("numberAvailable").number(),
        Texts.labels(template.at("spec", "nodeSelector")),
        Row.age(object, now),
        containers(template),
        images(template),
        Texts.selector(object.at("spec", "selector")));
  }

  static List<Object> job(Part object, Instant now) {
    Part template = object.at("spec", "template");
    return List.of(
        Row.name(object),
        jobStatus(object),
        completions(object),
        jobDuration(object, now),
        Row.age(object, now),
        containers(template),
        images(template),
        Texts.selector(object.at("spec", "selector")));
  }

  private static String jobStatus(Part job) {
    Part conditions = job.at("status", "conditions");
    if (conditions.holds("Complete")) {
      return "Complete";
    } else if (conditions.holds("Failed")) {
      return "Failed";
    } else if (job.at("metadata", "deletionTimestamp").isPresent()) {
      return "Terminating";
    }
    return List.of("Suspended", "FailureTarget", "SuccessCriteriaMet").stream()
        .filter(conditions::holds)
        .findFirst()
        .orElse("Running");
  }

  private static String completions(Part job) {
    long succeeded = job.at("status", "succeeded").number();
    Part completions = job.at("spec", "completions");
    if (completions.isPresent()) {
      return succeeded + "/" + completions.number();
    }
    long parallelism = job.at("spec", "parallelism").number();
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  private static String jobDuration(Part job, Instant now) {
    Instant start = job.at("status", "startTime").time();
    Instant end = job.at("status", "completionTime").time();
    return start == null ? "" : HumanDuration.of(Duration.between(start, end == null ? now : end));
  }

  static List<Object> cronJob(Part object, Instant now) {
    Part spec = object.at("spec");
    Part jobSpec = spec.at("jobTemplate", "spec");
    Part last = object.at("status", "lastScheduleTime");
    return List.of(
        Row.name(object),
        spec.at("schedule").text(),
        spec.at("timeZone").textOr(Texts.NONE),
        suspended(spec.at("suspend")),
        object.at("status", "active").count(),
        last.isPresent() ? HumanDuration.since(last, now) : Texts.NONE,
        Row.age(object, now),
        containers(jobSpec.at("template")),
        images(jobSpec.at("template")),
        Texts.selector(jobSpec.at("selector")));
  }

  private static String suspended(Part suspend) {
    if (!suspend.isPresent()) {
      return Texts.UNSET;
    }
    return suspend.isTrue() ? "True" : "False";
  }

  static List<Object> podTemplate(Part object, Instant now) {
    Part template = object.at("template");
    return List.of(
        Row.name(object),
        containers(template),
        images(template),
        Texts.labels(template.at("metadata", "labels")));
  }

  static List<Object> controllerRevision(Part object, Instant now) {
    String controller =
        object.at("metadata", "ownerReferences").items().stream()
            .filter(owner -> owner.at("controller").isTrue())
            .map(WorkloadRows::owner)
            .collect(Collectors.joining());
    return List.of(
        Row.name(object),
        controller.isEmpty() ? Texts.NONE : controller,
        object.at("revision").number(),
        Row.age(object, now));
  }

  private static String owner(Part owner) {
    return Texts.groupedKind(owner) + "/" + owner.at("name").text();
  }

  private static String readyOfReplicas(Part object) {
    return object.at("status", "readyReplicas").number()
        + "/"
        + object.at("spec", "replicas").number();
  }

  private static String containers(Part template) {
    return template.at("spec", "containers").each("name");
  }

  private static String images(Part template) {
    return template.at("spec", "containers").each("image");
  }
}
