package io.navarch.gateway.openapi;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes the paths of one group version out of another server's v2 document into ours, and the
 * definitions that they use. A definition that has the name of another one of ours gets a new name.
 */
final class DocumentMerge {
  private static final String REFERENCE = "#/definitions/";

  private final Map<String, Object> paths;
  private final Map<String, Object> definitions;

  DocumentMerge(Map<String, Object> document) {
    paths = new LinkedHashMap<>(ApiObject.mapAt(document, "paths"));
    definitions = new LinkedHashMap<>(ApiObject.mapAt(document, "definitions"));
    document.put("paths", paths);
    document.put("definitions", definitions);
  }

  void add(RemoteDocument remote) {
    Map<String, Object> wanted = new TreeMap<>();
    ApiObject.mapAt(remote.v2(), "paths")
        .forEach(
            (path, item) -> {
              if ((path + "/").startsWith("/" + remote.name() + "/")) {
                wanted.put(path, item);
              }
            });
    Map<String, Object> theirs = ApiObject.mapAt(remote.v2(), "definitions");
    Map<String, String> names = names(used(wanted, theirs), theirs);
    names.forEach((name, ours) -> definitions.put(ours, renamed(theirs.get(name), names)));
    wanted.forEach((path, item) -> paths.putIfAbsent(path, renamed(item, names)));
  }

  /** What is referred to, and what that refers to. */
  private static Set<String> used(Map<String, Object> wanted, Map<String, Object> definitions) {
    Set<String> found = new LinkedHashSet<>();
    Deque<Object> open = new ArrayDeque<>(wanted.values());
    while (!open.isEmpty()) {
      switch (open.remove()) {
        case Map<?, ?> map -> {
          String name = referred(map);
          Object definition = name == null ? null : definitions.get(name);
          if (definition != null && found.add(name)) {
            open.add(definition);
          }
          map.values().stream().filter(v -> v != null).forEach(open::add);
        }
        case List<?> list -> list.stream().filter(v -> v != null).forEach(open::add);
        default -> {}
      }
    }
    return found;
  }

  private static @Nullable String referred(Map<?, ?> map) {
    return map.get("$ref") instanceof String ref && ref.startsWith(REFERENCE)
        ? ref.substring(REFERENCE.length())
        : null;
  }

  /** Under which names they stand with us. */
  private Map<String, String> names(Set<String> used, Map<String, Object> theirs) {
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : used) {
      String ours = name;
      for (int i = 2; isAnother(ours, theirs.get(name)); i++) {
        ours = name + "_v" + i;
      }
      names.put(name, ours);
    }
    return names;
  }

  private boolean isAnother(String name, @Nullable Object definition) {
    return definitions.containsKey(name) && !Json.equal(definitions.get(name), definition);
  }

  private static @Nullable Object renamed(@Nullable Object tree, Map<String, String> names) {
    return switch (tree) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> copy.put((String) name, renamed(value, names)));
        String name = referred(map);
        if (name != null && names.containsKey(name)) {
          copy.put("$ref", REFERENCE + names.get(name));
        }
        yield copy;
      }
      case List<?> list -> list.stream().map(each -> renamed(each, names)).toList();
      case null, default -> tree;
    };
  }
}
