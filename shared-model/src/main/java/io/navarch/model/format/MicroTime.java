package io.navarch.model.format;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times to the microsecond, as leases, events and audit records have them. */
public final class MicroTime {
  private static final DateTimeFormatter LAYOUT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private MicroTime() {}

  /** Such as {@code 2026-01-02T03:04:05.000006Z}. */
  public static String text(Instant time) {
    return LAYOUT.format(time);
  }
}
