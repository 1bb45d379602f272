package io.navarch.controller.cronjob;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One field of a cron schedule: lists of numbers, names, ranges and steps. */
final class CronField {
  static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  static final List<String> WEEKDAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private CronField() {}

  /** Whether a field leaves everything open, also with a step. */
  static boolean isAny(String field) {
    for (String part : field.split(",", -1)) {
      if (part.startsWith("*") || part.startsWith("?")) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param names of the numbers, in lower case, from 0 on
   * @throws IllegalArgumentException if the field is malformed
   */
  static BitSet parse(String field, int least, int most, List<String> names) {
    BitSet matching = new BitSet(most + 1);
    for (String part : field.split(",", -1)) {
      String[] stepped = part.split("/", -1);
      int step = stepped.length > 1 ? number(stepped[1], List.of()) : 1;
      if (stepped.length > 2 || step < 1) {
        throw new IllegalArgumentException("malformed step: " + part);
      }
      String[] bounds = stepped[0].split("-", -1);
      int from;
      int to;
      if (bounds[0].equals("*") || bounds[0].equals("?")) {
        from = least;
        to = names == WEEKDAYS ? 6 : most;
      } else {
        from = number(bounds[0], names);
        boolean open = bounds.length == 1 && stepped.length > 1;
        to = bounds.length > 1 ? number(bounds[1], names) : open ? most : from;
      }
      if (bounds.length > 2 || from < least || to > most || from > to) {
        throw new IllegalArgumentException("malformed range: " + part);
      }
      for (int i = from; i <= to; i += step) {
        matching.set(i);
      }
    }
    return matching;
  }

  private static int number(String text, List<String> names) {
    int named = text.isEmpty() ? -1 : names.indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return named;
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number: " + text, e);
    }
  }
}
