package io.navarch.gateway.configfile;

import io.navarch.model.cel.GoDuration;
import io.navarch.model.status.FieldError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One object of a configuration file with its path. Reading a field of the wrong type, or leaving
 * one unread that the file has, is an error of the file; errors are gathered and thrown together by
 * {@link ConfigurationFile}.
 */
public final class ConfigurationNode {
  private static final Logger log = LoggerFactory.getLogger(ConfigurationNode.class);

  private final String path;
  private final Map<String, Object> fields;
  private final List<FieldError> errors;

  ConfigurationNode(String path, Map<String, Object> fields, List<FieldError> errors) {
    this.path = path;
    this.fields = fields;
    this.errors = errors;
  }

  /** The path of a field below this object. */
  public String path(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  /** The path of this object itself; empty for the whole file. */
  public String path() {
    return path;
  }

  /** Names the fields that may stand here; any other is an error. */
  public ConfigurationNode only(String... names) {
    Set<String> known = Set.of(names);
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        errors.add(FieldError.invalid(path(name), name, "unknown field"));
      }
    }
    return this;
  }

  /** Names the fields that mean something here; any other is logged and passed over. */
  public ConfigurationNode knows(String... names) {
    Set<String> known = Set.of(names);
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        log.warn("The unknown field {} of a configuration file means nothing", path(name));
      }
    }
    return this;
  }

  public void reject(FieldError error) {
    errors.add(error);
  }

  public boolean has(String name) {
    return fields.get(name) != null;
  }

  /** The text of a field; empty where it is missing. */
  public String string(String name) {
    Object value = fields.get(name);
    if (value == null || value instanceof String) {
      return value == null ? "" : (String) value;
    }
    errors.add(FieldError.invalid(path(name), value, "must be a string"));
    return "";
  }

  public boolean flag(String name, boolean otherwise) {
    Object value = fields.get(name);
    if (value == null || value instanceof Boolean) {
      return value == null ? otherwise : (Boolean) value;
    }
    errors.add(FieldError.invalid(path(name), value, "must be a boolean"));
    return otherwise;
  }

  public long number(String name, long otherwise) {
    Object value = fields.get(name);
    if (value == null || value instanceof Long) {
      return value == null ? otherwise : (Long) value;
    }
    errors.add(FieldError.invalid(path(name), value, "must be an integer"));
    return otherwise;
  }

  /** A duration in Go's notation, such as {@code 3s} or {@code 1h30m}. */
  public Duration duration(String name, Duration otherwise) {
    Object value = fields.get(name);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof String text) {
      Duration parsed = GoDuration.parseOrNull(text);
      if (parsed != null) {
        return parsed;
      }
    }
    errors.add(FieldError.invalid(path(name), value, "must be a duration"));
    return otherwise;
  }

  public List<String> strings(String name) {
    List<String> found = new ArrayList<>();
    for (Object item : items(name)) {
      if (item instanceof String text) {
        found.add(text);
      } else {
        errors.add(FieldError.invalid(path(name), item, "must be a list of strings"));
      }
    }
    return found;
  }

  public List<ConfigurationNode> list(String name) {
    List<ConfigurationNode> found = new ArrayList<>();
    int index = 0;
    for (Object item : items(name)) {
      found.add(node(path(name) + "[" + index++ + "]", item));
    }
    return found;
  }

  private List<?> items(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    errors.add(FieldError.invalid(path(name), value, "must be a list"));
    return List.of();
  }

  /** The object of a field, or null where it is missing. */
  public @Nullable ConfigurationNode child(String name) {
    Object value = fields.get(name);
    return value == null ? null : node(path(name), value);
  }

  /** The object of a field, one without fields where it is missing. */
  public ConfigurationNode childOrEmpty(String name) {
    ConfigurationNode child = child(name);
    return child == null ? new ConfigurationNode(path(name), Map.of(), errors) : child;
  }

  /** The object of a field as it stands, empty where it is missing. */
  public Map<String, Object> tree(String name) {
    ConfigurationNode child = child(name);
    return child == null ? Map.of() : child.fields;
  }

  /** The objects of a list as they stand. */
  public List<Map<String, Object>> objects(String name) {
    return list(name).stream().map(node -> node.fields).toList();
  }

  /** The values of a field that is a map of strings. */
  public Map<String, String> map(String name) {
    Map<String, String> found = new LinkedHashMap<>();
    ConfigurationNode child = child(name);
    if (child != null) {
      child.fields.keySet().forEach(key -> found.put(key, child.string(key)));
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private ConfigurationNode node(String nodePath, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return new ConfigurationNode(nodePath, (Map<String, Object>) map, errors);
    }
    errors.add(FieldError.invalid(nodePath, value, "must be an object"));
    return new ConfigurationNode(nodePath, Map.of(), errors);
  }
}
