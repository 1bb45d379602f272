package io.navarch.node.pod;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the API writes them. */
public final class Timestamps {
  private Timestamps() {}

  /** To the second, as most fields have it. */
  public static String seconds(Instant t) {
    return t.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
