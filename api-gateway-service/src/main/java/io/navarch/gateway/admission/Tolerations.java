package io.navarch.gateway.admission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which tolerations of a pod include which. Pure. */
final class Tolerations {
  private Tolerations() {}

  /**
   * @param operator {@code Exists}, {@code Equal}, or empty for the latter
   * @param effect empty for every effect
   * @param seconds null for ever
   */
  record Toleration(
      String key, String operator, String value, String effect, @Nullable Long seconds) {}

  /** Entries that are no objects are left to validation. */
  static List<Toleration> of(List<?> trees) {
    List<Toleration> found = new ArrayList<>();
    for (Object tree : trees) {
      if (tree instanceof Map<?, ?> map) {
        found.add(
            new Toleration(
                text(map, "key"),
                text(map, "operator"),
                text(map, "value"),
                text(map, "effect"),
                map.get("tolerationSeconds") instanceof Long seconds ? seconds : null));
      }
    }
    return found;
  }

  private static String text(Map<?, ?> map, String name) {
    return map.get(name) instanceof String text ? text : "";
  }

  static List<Object> trees(List<Toleration> tolerations) {
    List<Object> trees = new ArrayList<>();
    for (Toleration t : tolerations) {
      Map<String, Object> tree = new LinkedHashMap<>();
      put(tree, "key", t.key());
      put(tree, "operator", t.operator());
      put(tree, "value", t.value());
      put(tree, "effect", t.effect());
      if (t.seconds() != null) {
        tree.put("tolerationSeconds", t.seconds());
      }
      trees.add(tree);
    }
    return trees;
  }

  private static void put(Map<String, Object> tree, String name, String value) {
    if (!value.isEmpty()) {
      tree.put(name, value);
    }
  }

  /** All without those that another one includes; of equal ones the first stays. */
  static List<Toleration> merged(List<Toleration> all) {
    List<Toleration> merged = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Toleration one = all.get(i);
      boolean before = merged.stream().anyMatch(m -> covers(m, one));
      boolean later =
          all.subList(i + 1, all.size()).stream().anyMatch(o -> !o.equals(one) && covers(o, one));
      if (!before && !later) {
        merged.add(one);
      }
    }
    return merged;
  }

  /** Whether {@code wide} tolerates all that {@code narrow} does. */
  static boolean covers(Toleration wide, Toleration narrow) {
    boolean anyKey = wide.key().isEmpty() && wide.operator().equals("Exists");
    if (wide.equals(narrow)) {
      return true;
    }
    if ((!wide.key().equals(narrow.key()) && !anyKey)
        || (!wide.effect().isEmpty() && !wide.effect().equals(narrow.effect()))
        || endsEarlier(wide, narrow)) {
      return false;
    }
    return switch (wide.operator()) {
      case "Equal", "" -> narrow.operator().equals("Equal") && wide.value().equals(narrow.value());
      case "Exists" -> true;
      default -> false;
    };
  }

  private static boolean endsEarlier(Toleration wide, Toleration narrow) {
    return wide.effect().equals("NoExecute")
        && wide.seconds() != null
        && (narrow.seconds() == null || narrow.seconds() > wide.seconds());
  }
}
