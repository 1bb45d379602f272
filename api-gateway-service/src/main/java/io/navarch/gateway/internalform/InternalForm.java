package io.navarch.gateway.internalform;

import io.navarch.model.json.Json;
import io.navarch.model.schema.ZeroValues;
import io.navarch.model.status.FieldError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns values of the API into the form that the reference API server keeps them in: {@code
 * {"mountPath":"/x"}} of a volume mount becomes {@code
 * {"Name":"","ReadOnly":false,...,"MountPath":"/x",...}}. What each type is made of stands in
 * {@code internal-types.tsv}.
 */
public final class InternalForm {
  private static final String OPTIONAL = "-";
  private static final String CORE = "core";
  private static final String POD_SPEC = "core.PodSpec";
  private static final String SECURITY_CONTEXT = "securityContext";

  /** Members of a pod's spec that the internal form keeps in its security context. */
  private static final List<String> OF_THE_SANDBOX =
      List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers");

  /** How a member's value is made of its type. */
  private enum Shape {
    ONE,
    POINTER,
    LIST,
    MAP,
    /** A schema, or a list of them. */
    SCHEMA_OR_LIST,
    /** A schema, or whether anything is allowed. */
    SCHEMA_OR_BOOL,
    /** Any JSON; the members of its objects are sorted. */
    JSON,
    /** Its members stand among those of what holds it. */
    INLINE
  }

  /**
   * @param name in the internal form
   * @param apiName in the API; empty where an inlined value's members stand beside
   * @param type of the table; empty where the value is shown as the API has it
   * @param optional whether it is left out where nothing is
   * @param zero what is shown where nothing is
   */
  private record Member(
      String name,
      String apiName,
      Shape shape,
      String type,
      boolean optional,
      @Nullable Object zero) {}

  private static final class Types {
    static final Map<String, List<Member>> ALL = read();

    private static Map<String, List<Member>> read() {
      Map<String, List<Member>> types = new LinkedHashMap<>();
      try (InputStream in = InternalForm.class.getResourceAsStream("internal-types.tsv")) {
        if (in == null) {
          throw new IllegalStateException("the build left out internal-types.tsv");
        }
        new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .skip(1)
            .map(line -> line.split("\t", -1))
            .forEach(
                cells ->
                    types
                        .computeIfAbsent(cells[0], _ -> new ArrayList<>())
                        .add(
                            new Member(
                                cells[1],
                                cells[2],
                                Shape.valueOf(cells[3]),
                                cells[4],
                                cells[5].equals(OPTIONAL),
                                cells[5].equals(OPTIONAL) ? null : Json.read(cells[5]))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return types;
    }
  }

  private InternalForm() {}

  /**
   * The internal form of a value.
   *
   * @param type such as {@code core.PodSpec}; of a list or map, that of its elements
   */
  private static @Nullable Object of(String type, @Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> object(type, map);
      case List<?> list -> list.stream().map(each -> of(type, each)).toList();
      case null, default -> value;
    };
  }

  /**
   * A value inside of an object as messages show it; as it is where the place is not known.
   *
   * @param object the whole object, with its kind
   * @param members the names on the way to the value; elements and entries have none
   */
  public static @Nullable Object in(
      Map<?, ?> object, List<String> members, @Nullable Object value) {
    String version = String.valueOf(object.get("apiVersion"));
    String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : CORE;
    int dot = group.indexOf('.');
    String type =
        (dot < 0 ? group : group.substring(0, dot)) + "." + String.valueOf(object.get("kind"));
    for (String member : members) {
      type = typeOf(type, member);
    }
    return Types.ALL.containsKey(type) ? shown(type, value) : value;
  }

  /**
   * A value as messages show it.
   *
   * @param type such as {@code core.Taint}; of a list or map, that of its elements
   */
  public static FieldError.Printed shown(String type, @Nullable Object value) {
    return new FieldError.Printed(FieldError.json(of(type, value)));
  }

  /** The type of a member or of its elements; empty where it has none of the table. */
  private static String typeOf(String type, String member) {
    String found = "";
    for (Member each : Types.ALL.getOrDefault(type, List.of())) {
      if (each.apiName().equals(member)) {
        return each.type();
      }
      if (each.shape() == Shape.INLINE && found.isEmpty()) {
        found = typeOf(each.type(), member);
      }
    }
    return found;
  }

  /**
   * Says what differs between the internal forms of two values, as a unified diff of their JSON.
   *
   * @param type such as {@code core.PodSpec}
   */
  public static String difference(String type, @Nullable Object before, @Nullable Object now) {
    return UnifiedDiff.between(
        IndentedJson.write(of(type, before)), IndentedJson.write(of(type, now)));
  }

  private static Map<String, @Nullable Object> object(String type, Map<?, ?> value) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    put(type, type.equals(POD_SPEC) ? withSandbox(value) : value, form);
    return form;
  }

  private static void put(String type, Map<?, ?> value, Map<String, @Nullable Object> form) {
    for (Member member : Types.ALL.getOrDefault(type, List.of())) {
      Object held = member.apiName().isEmpty() ? value : value.get(member.apiName());
      if (member.optional() && (held == null || ZeroValues.isZero(held))) {
        continue;
      }
      switch (member.shape()) {
        case INLINE -> {
          put(member.type(), held instanceof Map<?, ?> map ? map : Map.of(), form);
        }
        case MAP -> form.put(member.name(), entries(member, held));
        case SCHEMA_OR_LIST, SCHEMA_OR_BOOL, JSON -> form.put(member.name(), choice(member, held));
        case ONE ->
            form.put(
                member.name(),
                held == null && !member.type().isEmpty()
                    ? object(member.type(), Map.of())
                    : shown(member, held));
        case POINTER, LIST -> form.put(member.name(), shown(member, held));
      }
    }
  }

  private static @Nullable Object shown(Member member, @Nullable Object held) {
    if (held == null) {
      return member.zero();
    }
    return member.type().isEmpty() ? held : of(member.type(), held);
  }

  /** A member that may be of one type or another. */
  private static @Nullable Object choice(Member member, @Nullable Object held) {
    if (held == null) {
      return null;
    }
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    switch (member.shape()) {
      case SCHEMA_OR_LIST -> {
        boolean one = held instanceof Map<?, ?>;
        form.put("Schema", one ? of(member.type(), held) : null);
        form.put("JSONSchemas", one ? null : of(member.type(), held));
      }
      case SCHEMA_OR_BOOL -> {
        form.put("Allows", !Boolean.FALSE.equals(held));
        form.put("Schema", held instanceof Map<?, ?> ? of(member.type(), held) : null);
      }
      default -> {
        return Json.sorted(held);
      }
    }
    return form;
  }

  private static @Nullable Object entries(Member member, @Nullable Object held) {
    if (!(held instanceof Map<?, ?> map)) {
      return member.zero();
    }
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((key, each) -> sorted.put((String) key, shown(member, each)));
    return sorted;
  }

  private static Map<?, ?> withSandbox(Map<?, ?> spec) {
    Map<Object, Object> moved = new LinkedHashMap<>(spec);
    Map<Object, Object> context = new LinkedHashMap<>();
    if (spec.get(SECURITY_CONTEXT) instanceof Map<?, ?> held) {
      context.putAll(held);
    }
    for (String name : OF_THE_SANDBOX) {
      if (spec.get(name) != null) {
        context.put(name, spec.get(name));
      }
    }
    moved.put(SECURITY_CONTEXT, context);
    return moved;
  }
}
