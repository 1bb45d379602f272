package io.navarch.model.apply;

import io.navarch.model.json.GoStrings;
import io.navarch.model.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The managers of one object and what each of them owns: {@code metadata.managedFields}. A copy
 * that a write may change.
 */
final class Managed {
  static final String APPLY = "Apply";
  static final String UPDATE = "Update";

  private static final Comparator<Entry> ORDER =
      Comparator.comparing((Entry e) -> e.id().operation())
          .thenComparing(e -> Objects.requireNonNullElse(e.time(), ""))
          .thenComparing(e -> e.id().manager())
          .thenComparing(Entry::apiVersion)
          .thenComparing(e -> e.id().subresource());

  /**
   * Who a manager is.
   *
   * @param operation {@link #APPLY} or {@link #UPDATE}
   * @param apiVersion empty for appliers, who stay the same when they change the version
   */
  record Id(String manager, String operation, String apiVersion, String subresource)
      implements Comparable<Id> {

    static Id of(String manager, String operation, String apiVersion, String subresource) {
      return new Id(manager, operation, operation.equals(APPLY) ? "" : apiVersion, subresource);
    }

    boolean applies() {
      return operation.equals(APPLY);
    }

    @Override
    public int compareTo(Id other) {
      return Comparator.comparing(Id::manager)
          .thenComparing(Id::operation)
          .thenComparing(Id::apiVersion)
          .thenComparing(Id::subresource)
          .compare(this, other);
    }

    /** As conflicts name it. */
    String printed() {
      StringBuilder text = new StringBuilder(GoStrings.quoted(manager));
      if (!subresource.isEmpty()) {
        text.append(" with subresource ").append(GoStrings.quoted(subresource));
      }
      if (!applies()) {
        text.append(" using ").append(apiVersion);
      }
      return text.toString();
    }
  }

  /**
   * What one manager owns.
   *
   * @param apiVersion the version that the fields are of
   * @param time of its last change, as the API writes it
   * @param encoded the entry as it was read, null once it changed
   */
  record Entry(
      Id id,
      String apiVersion,
      @Nullable String time,
      FieldSet fields,
      @Nullable Map<String, Object> encoded) {

    Entry with(FieldSet other) {
      return new Entry(id, apiVersion, time, other, null);
    }

    Entry at(@Nullable String when) {
      return Objects.equals(when, time) ? this : new Entry(id, apiVersion, when, fields, null);
    }

    Map<String, Object> encode() {
      if (encoded != null) {
        return encoded;
      }
      Map<String, Object> map = new LinkedHashMap<>();
      put(map, "manager", id.manager());
      map.put("operation", id.operation());
      map.put("apiVersion", apiVersion);
      if (time != null) {
        map.put("time", time);
      }
      map.put("fieldsType", "FieldsV1");
      map.put("fieldsV1", fields.tree());
      put(map, "subresource", id.subresource());
      return map;
    }

    private static void put(Map<String, Object> map, String key, String value) {
      if (!value.isEmpty()) {
        map.put(key, value);
      }
    }
  }

  private final Map<Id, Entry> entries;

  private Managed(Map<Id, Entry> entries) {
    this.entries = entries;
  }

  static Managed none() {
    return new Managed(new LinkedHashMap<>());
  }

  /**
   * What stands in an object.
   *
   * @return empty when it cannot be read
   */
  static Optional<Managed> stored(Map<String, Object> metadata) {
    return read(metadata, false);
  }

  /** What a client sent; the fields are brought to the canonical form. */
  static Optional<Managed> sent(Map<String, Object> metadata) {
    return read(metadata, true);
  }

  private static Optional<Managed> read(Map<String, Object> metadata, boolean sent) {
    Map<Id, Entry> entries = new LinkedHashMap<>();
    if (metadata.get("managedFields") instanceof List<?> list) {
      for (Object item : list) {
        Entry entry = entry(FieldSet.map(Objects.requireNonNullElse(item, "")), sent);
        if (entry == null) {
          return Optional.empty();
        }
        entries.put(entry.id(), entry);
      }
    }
    return Optional.of(new Managed(entries));
  }

  private static @Nullable Entry entry(Map<String, Object> map, boolean sent) {
    String operation = string(map, "operation");
    String apiVersion = string(map, "apiVersion");
    boolean known = operation.equals(APPLY) || operation.equals(UPDATE);
    if (!known || apiVersion.isEmpty() || !string(map, "fieldsType").equals("FieldsV1")) {
      return null;
    }
    Object given = Objects.requireNonNullElse(map.get("fieldsV1"), Map.of());
    if (!(given instanceof Map<?, ?>)) {
      return null;
    }
    Map<String, Object> fields = FieldSet.map(given);
    Id id = Id.of(string(map, "manager"), operation, apiVersion, string(map, "subresource"));
    String time = map.get("time") instanceof String s ? s : null;
    try {
      FieldSet set = sent ? FieldSet.sent(fields) : FieldSet.stored(fields);
      return new Entry(id, apiVersion, time, set, sent ? null : map);
    } catch (MalformedFieldsException e) {
      return null;
    }
  }

  private static String string(Map<String, Object> map, String key) {
    return map.get(key) instanceof String s ? s : "";
  }

  Managed copy() {
    return new Managed(new LinkedHashMap<>(entries));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  List<Entry> all() {
    return List.copyOf(entries.values());
  }

  @Nullable Entry get(Id id) {
    return entries.get(id);
  }

  /** Sets what a manager owns; one that owns nothing is no manager. */
  void put(Entry entry) {
    if (entry.fields().isEmpty()) {
      entries.remove(entry.id());
    } else {
      entries.put(entry.id(), entry);
    }
  }

  /** Takes out those who own nothing, as clients may have sent. */
  void dropEmpty() {
    entries.values().removeIf(entry -> entry.fields().isEmpty());
  }

  void remove(Id id) {
    entries.remove(id);
  }

  /** Writes the managers into an object's metadata, appliers first, the oldest first. */
  void writeTo(Map<String, Object> metadata) {
    if (entries.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    List<Object> list = new ArrayList<>(entries.size());
    entries.values().stream().sorted(ORDER).forEach(e -> list.add(e.encode()));
    metadata.put("managedFields", list);
  }

  /** Whether two lists of managers differ in nothing but times. */
  static boolean equalButTimes(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!(a.get(i) instanceof Map<?, ?> x)
          || !(b.get(i) instanceof Map<?, ?> y)
          || !equalButTime(x, y)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalButTime(Map<?, ?> a, Map<?, ?> b) {
    for (String key :
        List.of("manager", "operation", "apiVersion", "subresource", "fieldsType", "fieldsV1")) {
      if (!Json.equal(a.get(key), b.get(key))) {
        return false;
      }
    }
    return true;
  }
}
