package io.navarch.gateway.internalform;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference between two texts as a unified diff with three lines of context, found by the
 * algorithm of Ratcliff and Obershelp: the longest run of lines that both have splits them, and so
 * on with what is before and behind it. In long texts a line that is in more than one of a hundred
 * places begins no run.
 */
final class UnifiedDiff {
  private static final int CONTEXT = 3;
  private static final int LONG = 200;

  private final List<String> before;
  private final List<String> after;
  private final Map<String, List<Integer>> places = new HashMap<>();

  /** Lines that are the same in both, or one side of them is empty or both differ. */
  private record Stretch(boolean same, int from, int to, int otherFrom, int otherTo) {
    Stretch head() {
      return new Stretch(
          same,
          from,
          Math.min(to, from + CONTEXT),
          otherFrom,
          Math.min(otherTo, otherFrom + CONTEXT));
    }

    Stretch tail() {
      return new Stretch(
          same, Math.max(from, to - CONTEXT), to, Math.max(otherFrom, otherTo - CONTEXT), otherTo);
    }
  }

  private record Match(int from, int otherFrom, int length) {}

  private UnifiedDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
    for (int i = 0; i < after.size(); i++) {
      places.computeIfAbsent(after.get(i), _ -> new ArrayList<>()).add(i);
    }
    if (after.size() >= LONG) {
      int most = after.size() / 100 + 1;
      places.values().removeIf(found -> found.size() > most);
    }
  }

  /** Without the lines that name files; empty where both are the same. */
  static String between(String before, String after) {
    return new UnifiedDiff(before.lines().toList(), after.lines().toList()).text();
  }

  /** The longest run that begins first; runs grow over lines that are everywhere. */
  private Match longest(Stretch in) {
    int from = in.from();
    int otherFrom = in.otherFrom();
    int length = 0;
    Map<Integer, Integer> endingAt = Map.of();
    for (int i = in.from(); i < in.to(); i++) {
      Map<Integer, Integer> endingHere = new HashMap<>();
      for (int j : places.getOrDefault(before.get(i), List.of())) {
        if (j < in.otherFrom() || j >= in.otherTo()) {
          continue;
        }
        int run = endingAt.getOrDefault(j - 1, 0) + 1;
        endingHere.put(j, run);
        if (run > length) {
          length = run;
          from = i - run + 1;
          otherFrom = j - run + 1;
        }
      }
      endingAt = endingHere;
    }
    while (from > in.from()
        && otherFrom > in.otherFrom()
        && before.get(from - 1).equals(after.get(otherFrom - 1))) {
      from--;
      otherFrom--;
      length++;
    }
    while (from + length < in.to()
        && otherFrom + length < in.otherTo()
        && before.get(from + length).equals(after.get(otherFrom + length))) {
      length++;
    }
    return new Match(from, otherFrom, length);
  }

  private List<Match> matches() {
    List<Match> found = new ArrayList<>();
    Deque<Stretch> open = new ArrayDeque<>();
    open.add(new Stretch(false, 0, before.size(), 0, after.size()));
    while (!open.isEmpty()) {
      Stretch in = open.pop();
      Match match = longest(in);
      if (match.length() == 0) {
        continue;
      }
      found.add(match);
      int end = match.from() + match.length();
      int otherEnd = match.otherFrom() + match.length();
      if (in.from() < match.from() && in.otherFrom() < match.otherFrom()) {
        open.push(new Stretch(false, in.from(), match.from(), in.otherFrom(), match.otherFrom()));
      }
      if (end < in.to() && otherEnd < in.otherTo()) {
        open.push(new Stretch(false, end, in.to(), otherEnd, in.otherTo()));
      }
    }
    found.sort(Comparator.comparingInt(Match::from));
    return found;
  }

  /** The whole of both, as stretches that are the same and stretches that differ. */
  private List<Stretch> stretches() {
    List<Stretch> result = new ArrayList<>();
    int i = 0;
    int j = 0;
    List<Match> matches = matches();
    matches.add(new Match(before.size(), after.size(), 0));
    for (Match match : matches) {
      if (i < match.from() || j < match.otherFrom()) {
        result.add(new Stretch(false, i, match.from(), j, match.otherFrom()));
      }
      i = match.from() + match.length();
      j = match.otherFrom() + match.length();
      boolean goesOn = !result.isEmpty() && result.getLast().same();
      if (goesOn && match.length() > 0) {
        Stretch last = result.removeLast();
        result.add(new Stretch(true, last.from(), i, last.otherFrom(), j));
      } else if (match.length() > 0) {
        result.add(new Stretch(true, match.from(), i, match.otherFrom(), j));
      }
    }
    return result;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    List<Stretch> hunk = new ArrayList<>();
    List<Stretch> all = stretches();
    for (int i = 0; i < all.size(); i++) {
      Stretch each = all.get(i);
      if (!each.same()) {
        hunk.add(each);
      } else if (i == 0) {
        hunk.add(each.tail());
      } else if (i == all.size() - 1) {
        hunk.add(each.head());
      } else if (each.to() - each.from() > 2 * CONTEXT) {
        hunk.add(each.head());
        write(hunk, text);
        hunk.clear();
        hunk.add(each.tail());
      } else {
        hunk.add(each);
      }
    }
    write(hunk, text);
    return text.toString();
  }

  private void write(List<Stretch> hunk, StringBuilder text) {
    if (hunk.stream().allMatch(Stretch::same)) {
      return;
    }
    Stretch first = hunk.getFirst();
    Stretch last = hunk.getLast();
    text.append("@@ -")
        .append(range(first.from(), last.to()))
        .append(" +")
        .append(range(first.otherFrom(), last.otherTo()))
        .append(" @@\n");
    for (Stretch each : hunk) {
      lines(each.same() ? ' ' : '-', before, each.from(), each.to(), text);
      if (!each.same()) {
        lines('+', after, each.otherFrom(), each.otherTo(), text);
      }
    }
  }

  private static String range(int from, int to) {
    int length = to - from;
    return switch (length) {
      case 0 -> from + ",0";
      case 1 -> String.valueOf(from + 1);
      default -> (from + 1) + "," + length;
    };
  }

  private static void lines(char mark, List<String> of, int from, int to, StringBuilder text) {
    for (int i = from; i < to; i++) {
      text.append(mark).append(of.get(i)).append('\n');
    }
  }
}
