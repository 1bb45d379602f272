package io.navarch.model.cel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way from a variable through its schema to a value, as estimates of sizes follow it.
 *
 * <p>kube-apiserver keeps these ways in Go slices, and two that are appended to the same way can
 * share memory: the later one then overwrites the last step of the earlier one. Which rules fit the
 * budget depends on that, so the memory is laid out here as it is there.
 */
final class ValuePath {
  /** A list's elements. */
  static final String ITEMS = "@items";

  /** A list's positions, which have no schema. */
  static final String INDICES = "@indices";

  /** A map's keys. */
  static final String KEYS = "@keys";

  /** A map's values. */
  static final String VALUES = "@values";

  private final String[] memory;
  private final int length;

  private ValuePath(String[] memory, int length) {
    this.memory = memory;
    this.length = length;
  }

  static ValuePath of(String variable) {
    return new ValuePath(new String[] {variable}, 1);
  }

  /**
   * @param path null for a value that no variable leads to
   */
  static ValuePath append(@Nullable ValuePath path, String step) {
    if (path == null) {
      return of(step);
    }
    String[] memory =
        path.length < path.memory.length
            ? path.memory
            : Arrays.copyOf(path.memory, 2 * path.length);
    memory[path.length] = step;
    return new ValuePath(memory, path.length + 1);
  }

  /** The same with a step more, in memory of its own. */
  ValuePath with(String step) {
    return append(new ValuePath(Arrays.copyOf(memory, length), length), step);
  }

  /**
   * How large a value at the end of the way can be; null where the schema does not lead there. The
   * first step counts for nothing: what no variable leads to is looked up as if one did.
   *
   * @param root what is known of the variable
   */
  @Nullable CostRange size(DeclType root) {
    DeclType type = root;
    for (int i = 1; i < length; i++) {
      String step = memory[i];
      if (step.equals(KEYS)) {
        // A key is a text of no declared length, which counts as none; nothing is below it.
        return type.kind() == DeclType.Kind.MAP && i == length - 1 ? CostRange.ZERO : null;
      }
      DeclType next =
          step.equals(ITEMS) || step.equals(VALUES) ? type.element() : field(type, step);
      if (next == null) {
        return null;
      }
      type = next;
    }
    return new CostRange(0, type.maxElements());
  }

  private static @Nullable DeclType field(DeclType type, String name) {
    DeclType.Field field = type.fields().get(name);
    return field == null ? null : field.type();
  }
}
