package io.navarch.scheduler.cluster;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An immutable set of labels: keys in order, with their values beside them. */
public final class LabelSet {
  public static final LabelSet EMPTY = new LabelSet(new String[0], new String[0]);

  private final String[] keys;
  private final String[] values;
  private final int hash;

  private LabelSet(String[] keys, String[] values) {
    this.keys = keys;
    this.values = values;
    this.hash = 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
  }

  public static LabelSet of(@Nullable Map<String, String> labels) {
    if (labels == null || labels.isEmpty()) {
      return EMPTY;
    }
    Map<String, String> sorted = new TreeMap<>(labels);
    String[] keys = new String[sorted.size()];
    String[] values = new String[sorted.size()];
    int next = 0;
    for (Map.Entry<String, String> label : sorted.entrySet()) {
      keys[next] = label.getKey().intern();
      values[next++] = label.getValue() == null ? "" : label.getValue();
    }
    return new LabelSet(keys, values);
  }

  /** The value of a label, or null where the label is absent. */
  public @Nullable String get(String key) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i].equals(key)) {
        return values[i];
      }
    }
    return null;
  }

  public boolean has(String key) {
    return get(key) != null;
  }

  public int size() {
    return keys.length;
  }

  public String key(int position) {
    return keys[position];
  }

  public String value(int position) {
    return values[position];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof LabelSet that
            && hash == that.hash
            && Arrays.equals(keys, that.keys)
            && Arrays.equals(values, that.values));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < keys.length; i++) {
      text.append(i == 0 ? "" : ", ").append(keys[i]).append('=').append(values[i]);
    }
    return text.append('}').toString();
  }
}
