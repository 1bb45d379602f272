package io.navarch.gateway.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Indexes of an indexed job as text: {@code 0,2-4}, ascending and below the number of completions.
 *
 * @param intervals of first and last index
 * @param error what is wrong with the text; empty if nothing is
 */
record JobIndexes(List<long[]> intervals, String error) {

  static JobIndexes parse(String text, long completions) {
    List<long[]> intervals = new ArrayList<>();
    if (text.isEmpty()) {
      return new JobIndexes(intervals, "");
    }
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("-", -1);
      String wrong = wrong(part, ends, completions);
      if (!wrong.isEmpty()) {
        return new JobIndexes(List.of(), wrong);
      }
      long first = Long.parseLong(ends[0]);
      long last = Long.parseLong(ends[ends.length - 1]);
      long previous = intervals.isEmpty() ? -1 : intervals.getLast()[1];
      if (ends.length == 2 && first >= last) {
        return new JobIndexes(List.of(), notIncreasing(first, last));
      }
      if (!intervals.isEmpty() && previous >= first) {
        return new JobIndexes(List.of(), notIncreasing(previous, first));
      }
      intervals.add(new long[] {first, last});
    }
    return new JobIndexes(intervals, "");
  }

  private static String wrong(String part, String[] ends, long completions) {
    if (ends.length > 2) {
      return "the fragment \""
          + part
          + "\" violates the requirement that an index interval can have at most two parts"
          + " separated by '-'";
    }
    for (String end : ends) {
      if (!end.matches("[0-9]{1,18}")) {
        return "cannot convert string to integer for index: \"" + end + '"';
      }
      if (Long.parseLong(end) >= completions) {
        return "too large index: \"" + end + '"';
      }
    }
    return "";
  }

  private static String notIncreasing(long previous, long current) {
    return "non-increasing order, previous: " + previous + ", current: " + current;
  }

  long count() {
    return intervals.stream().mapToLong(i -> i[1] - i[0] + 1).sum();
  }

  /** The first index that both have. */
  Optional<Long> overlap(JobIndexes other) {
    for (long[] mine : intervals) {
      for (long[] theirs : other.intervals) {
        if (mine[0] <= theirs[1] && theirs[0] <= mine[1]) {
          return Optional.of(Math.max(mine[0], theirs[0]));
        }
      }
    }
    return Optional.empty();
  }
}
