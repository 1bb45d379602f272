package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Cron jobs. */
final class CronJobStrategy extends TemplatedStrategy {
  CronJobStrategy() {
    super(
        StatusOwnership.startingWith(Map.of()),
        NamesPods.YES,
        "spec",
        "jobTemplate",
        "spec",
        "template");
  }

  @Override
  public void applyDefaults(ApiObject cronJob) {
    Map<String, Object> spec = ApiObject.child(cronJob.root(), "spec");
    if (spec.get("jobTemplate") instanceof Map<?, ?>) {
      Map<String, Object> template = ApiObject.child(spec, "jobTemplate");
      if (template.get("spec") instanceof Map<?, ?>) {
        Templates.applyDefaults(ApiObject.child(template, "spec"));
      }
    }
  }

  private static void rest(Field spec) {
    spec.at("concurrencyPolicy").oneOf("Allow", "Forbid", "Replace");
    Field job = spec.at("jobTemplate", "spec");
    JobRules.check(job, false);
    if (job.at("selector").isSet()) {
      job.at("selector").invalid(job.at("selector").value(), "`selector` will be auto-generated");
    }
    if (job.at("manualSelector").isTrue()) {
      job.at("manualSelector").notSupported(List.of("nil", "false"));
    }
    spec.at("successfulJobsHistoryLimit").notNegative();
    spec.at("failedJobsHistoryLimit").notNegative();
  }

  private static void schedule(Field schedule, boolean mayNameZone, boolean hasZone) {
    if (!schedule.requirePresent()) {
      return;
    }
    String text = schedule.string();
    schedule.check(CronExpression.check(text));
    if (text.contains("TZ") && !mayNameZone) {
      schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
    } else if (text.contains("TZ") && hasZone) {
      schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }
  }

  @Override
  void checkChange(Field cronJob, Field old) {
    Field spec = cronJob.at("spec");
    boolean mayNameZone = old.at("spec", "schedule").string().contains("TZ");
    schedule(spec.at("schedule"), mayNameZone, spec.at("timeZone").isSet());
    spec.at("startingDeadlineSeconds").notNegative();
    if (!spec.at("timeZone").sameAs(old.at("spec", "timeZone"))) {
      zone(spec.at("timeZone"));
    }
    rest(spec);
  }

  @Override
  void checkNew(Field cronJob) {
    schedule(cronJob.at("spec", "schedule"), false, false);
    cronJob.at("spec", "startingDeadlineSeconds").notNegative();
    zone(cronJob.at("spec", "timeZone"));
    rest(cronJob.at("spec"));
    Field name = cronJob.at("metadata", "name");
    if (name.string().length() > 52) {
      name.invalid(Formats.maxCharacters(52));
    }
  }

  private static void zone(Field zone) {
    if (!zone.isSet()) {
      return;
    }
    if (zone.isEmpty()) {
      zone.invalid("timeZone must be nil or non-empty string");
      return;
    }
    for (String part : zone.string().split("/", -1)) {
      boolean dots = part.equals(".") || part.equals("..");
      if (dots || part.startsWith("-") || !part.matches("[A-Za-z._0-9+-]{1,14}")) {
        zone.invalid("unknown time zone " + zone.string());
        return;
      }
    }
    if (zone.string().equalsIgnoreCase("Local")) {
      zone.invalid(
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    }
    if (!zone.is("Local") && !ZoneId.getAvailableZoneIds().contains(zone.string())) {
      zone.invalid("unknown time zone " + zone.string());
    }
  }
}
