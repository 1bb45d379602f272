package io.navarch.model.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works an applied configuration into the live object. What the configuration does not name stays.
 * The result shares parts with both.
 */
final class ConfigMerge {
  private static final Object ABSENT = new Object();
  private static final Object NULL = new Object();

  private ConfigMerge() {}

  static Map<String, Object> merge(
      MergeType type, Map<String, Object> live, Map<String, Object> config) {
    return FieldSet.map(value(type, live, config));
  }

  private static Object value(MergeType type, Object live, Object config) {
    Object decisive = config == ABSENT || config == NULL ? live : config;
    return switch (type.kindOf(decisive == ABSENT || decisive == NULL ? null : decisive)) {
      case SCALAR, ATOMIC, ANY -> leaf(live, config);
      case MAP -> maps(type, live, config);
      case SET, KEYED_LIST -> lists(type, live, config);
    };
  }

  private static Object leaf(Object live, Object config) {
    return config == ABSENT ? live : config;
  }

  private static Object maps(MergeType type, Object live, Object config) {
    Map<String, Object> x = FieldSet.map(live);
    Map<String, Object> y = FieldSet.map(config);
    if (x.isEmpty() && y.isEmpty()) {
      return leaf(live, config);
    }
    Map<String, Object> merged = LinkedHashMap.newLinkedHashMap(x.size() + y.size());
    Set<String> names = new LinkedHashSet<>(x.keySet());
    names.addAll(y.keySet());
    for (String name : names) {
      put(merged, name, value(type.memberOrAny(name), present(x, name), present(y, name)));
    }
    return merged;
  }

  private static Object lists(MergeType type, Object live, Object config) {
    List<?> x = live instanceof List<?> list ? list : List.of();
    List<?> y = config instanceof List<?> list ? list : List.of();
    if (x.isEmpty() && y.isEmpty()) {
      return leaf(live, config);
    }
    return new Elements(type, x, y).merged();
  }

  private static Object present(Map<String, Object> map, String name) {
    Object value = map.get(name);
    return value == null ? (map.containsKey(name) ? NULL : ABSENT) : value;
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private static void put(Map<String, Object> map, String name, Object value) {
    if (value != ABSENT) {
      map.put(name, value == NULL ? null : value);
    }
  }

  /**
   * Merges two lists: elements that both have keep the configuration's order, the others stay near
   * their neighbours.
   */
  private static final class Elements {
    private final MergeType items;
    private final List<?> live;
    private final List<String> liveElements = new ArrayList<>();
    private final List<String> configElements = new ArrayList<>();
    private final Map<String, Object> liveValues = new LinkedHashMap<>();
    private final Map<String, Object> configValues = new LinkedHashMap<>();
    private final List<String> shared;
    private final Set<String> taken = new HashSet<>();
    private final List<Object> merged = new ArrayList<>();
    private int nextShared;

    Elements(MergeType type, List<?> live, List<?> config) {
      items = type.items();
      List<Object> indexed = new ArrayList<>();
      for (Object item : live) {
        String element = type.elementOf(item);
        if (element != null) {
          liveElements.add(element);
          indexed.add(present(item));
          // Of an element that stands twice nothing can be merged.
          liveValues.merge(element, present(item), (_, _) -> NULL);
        }
      }
      this.live = indexed;
      for (Object item : config) {
        String element = type.elementOf(item);
        if (element != null && configValues.putIfAbsent(element, present(item)) == null) {
          configElements.add(element);
        }
      }
      shared = configElements.stream().filter(liveValues::containsKey).toList();
    }

    private static Object present(@Nullable Object item) {
      return item == null ? NULL : item;
    }

    List<Object> merged() {
      int l = 0;
      int c = 0;
      while (l < liveElements.size() || c < configElements.size()) {
        if (l < liveElements.size() && c < configElements.size()) {
          String element = liveElements.get(l);
          if (element.equals(configElements.get(c))) {
            take(element, true);
            l++;
            c++;
            nextShared++;
            continue;
          }
          if (configValues.containsKey(element)
              && nextShared < shared.size()
              && !shared.get(nextShared).equals(element)) {
            l++;
            continue;
          }
        }
        if (l < liveElements.size()) {
          String element = liveElements.get(l);
          if (!configValues.containsKey(element)) {
            add(value(items, live.get(l), ABSENT));
            l++;
            continue;
          }
          if (taken.contains(element)) {
            l++;
          }
        }
        if (c < configElements.size()) {
          String element = configElements.get(c);
          take(element, liveValues.containsKey(element));
          c++;
          if (nextShared < shared.size() && shared.get(nextShared).equals(element)) {
            nextShared++;
          }
        }
      }
      return merged;
    }

    private void take(String element, boolean isLive) {
      taken.add(element);
      Object before = isLive ? liveValues.getOrDefault(element, ABSENT) : ABSENT;
      add(value(items, before, configValues.getOrDefault(element, ABSENT)));
    }

    @SuppressWarnings("NullAway") // JSON null is a value of the tree
    private void add(Object value) {
      if (value != ABSENT) {
        merged.add(value == NULL ? null : value);
      }
    }
  }
}
