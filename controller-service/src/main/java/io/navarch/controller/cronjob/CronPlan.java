package io.navarch.controller.cronjob;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a CronJob's clock says.
 *
 * @param start the time whose job is to be made now; null for none
 * @param again when to look next; null when only a change of the CronJob brings something new
 * @param warning reason and text of an event; null for none
 */
record CronPlan(@Nullable Instant start, @Nullable Duration again, @Nullable Warning warning) {
  /** An event. */
  record Warning(String reason, String message) {}
}
