package io.navarch.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Completion indexes, and their short written form: {@code 0-2,5} is 0, 1, 2 and 5. */
final class Indexes {

  static final String KEY = "batch.kubernetes.io/job-completion-index";

  private Indexes() {}

  static SortedSet<Integer> parse(@Nullable String text) {
    SortedSet<Integer> indexes = new TreeSet<>();
    if (text == null || text.isEmpty()) {
      return indexes;
    }
    for (String part : text.split(",", -1)) {
      int dash = part.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
      for (int index = first; index <= last; index++) {
        indexes.add(index);
      }
    }
    return indexes;
  }

  static String format(Collection<Integer> indexes) {
    List<String> parts = new ArrayList<>();
    Integer first = null;
    int last = 0;
    for (int index : new TreeSet<>(indexes)) {
      if (first != null && index == last + 1) {
        last = index;
        continue;
      }
      if (first != null) {
        parts.add(part(first, last));
      }
      first = index;
      last = index;
    }
    if (first != null) {
      parts.add(part(first, last));
    }
    return String.join(",", parts);
  }

  /** The index of a pod; null when it has none. */
  static @Nullable Integer of(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(KEY);
    try {
      return text == null ? null : Integer.valueOf(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static String part(int first, int last) {
    return first == last ? Integer.toString(first) : first + (last == first + 1 ? "," : "-") + last;
  }
}
