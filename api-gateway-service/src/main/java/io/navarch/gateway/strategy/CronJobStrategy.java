package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.List;
import java.util.Map;

/** Cron jobs. */
final class CronJobStrategy extends KindStrategy {
  CronJobStrategy() {
    super(StatusOwnership.startingWith(Map.of()));
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

  @Override
  void check(Field cronJob) {
    Field spec = cronJob.at("spec");
    Field schedule = spec.at("schedule");
    if (schedule.requirePresent()) {
      String text = schedule.string();
      if (text.contains("TZ=")) {
        schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
      } else {
        schedule.check(CronExpression.check(text));
      }
    }
    spec.at("startingDeadlineSeconds").notNegative();
    spec.at("concurrencyPolicy").oneOf("Allow", "Forbid", "Replace");
    zone(spec.at("timeZone"));
    spec.at("successfulJobsHistoryLimit").notNegative();
    spec.at("failedJobsHistoryLimit").notNegative();
    Field job = spec.at("jobTemplate", "spec");
    if (job.at("selector").isSet()) {
      job.at("selector").invalid(job.at("selector").value(), "`selector` will be auto-generated");
    }
    if (job.at("manualSelector").isTrue()) {
      job.at("manualSelector").notSupported(List.of("nil", "false"));
    }
    JobRules.check(job, false);
  }

  @Override
  void checkNew(Field cronJob) {
    Field name = cronJob.at("metadata", "name");
    if (name.string().length() > 52) {
      name.invalid(Formats.maxLength(52).replace("bytes", "characters"));
    }
  }

  private static void zone(Field zone) {
    if (!zone.isSet()) {
      return;
    }
    if (zone.isEmpty()) {
      zone.invalid("timeZone must be nil or non-empty string");
    } else if (zone.string().equalsIgnoreCase("Local")) {
      zone.invalid(
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    } else if (!java.time.ZoneId.getAvailableZoneIds().contains(zone.string())) {
      zone.invalid("unknown time zone " + zone.string());
    }
  }

  @Override
  public List<String> warnings(ApiObject cronJob) {
    return Templates.warnings(cronJob, true, "spec", "jobTemplate", "spec", "template");
  }

  @Override
  public List<String> warningsOnUpdate(ApiObject cronJob, ApiObject old, String subresource) {
    return Templates.warningsOnUpdate(
        cronJob, old, subresource, "spec", "jobTemplate", "spec", "template");
  }
}
