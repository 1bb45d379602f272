package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.apply.FieldFilter;
import io.navarch.model.apply.FieldManager;
import io.navarch.model.apply.FieldWrite;
import io.navarch.model.apply.Versions;
import io.navarch.model.json.Json;
import io.navarch.model.patch.StrategicMergePatch;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * What the reference says of lists and maps is what patches and server-side apply do: lists are
 * merged by their keys, as sets, or replaced and owned as a whole.
 */
class MergeKeyFactsTest {
  /** Versions that are not served; their types are not known here. */
  private static final Pattern NOT_SERVED = Pattern.compile(".*\\.v[0-9]+(alpha|beta)[0-9]+\\..*");

  /** Types that no request carries. */
  private static final Pattern NEVER_SENT =
      Pattern.compile(".*\\.(APIGroup.*|APIResource.*|APIVersions)");

  private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "Holder");

  private record Fact(Schema type, Map<String, String> row) {
    Schema.Field field() {
      return Objects.requireNonNull(type.field(row.get("field")), this::toString);
    }

    Schema items() {
      return Objects.requireNonNull(field().schema().items(), this::toString);
    }

    List<String> cells(String column) {
      String cell = row.get(column);
      return cell.isEmpty() ? List.of() : Arrays.asList(cell.split(","));
    }

    @Override
    public String toString() {
      return row.get("schema_type") + " " + row.get("field");
    }
  }

  @Test
  void listsAndMapsMergeAsTheReferenceSays() {
    SoftAssertions softly = new SoftAssertions();
    int lists = 0;
    int maps = 0;
    for (Map<String, String> row : ReferenceFacts.rows("merge-keys.tsv")) {
      Optional<Schema> type = BuiltinSchemas.instance().byDefinition(row.get("schema_type"));
      if (type.isEmpty()) {
        softly
            .assertThat(row.get("schema_type"))
            .satisfiesAnyOf(
                name -> assertThat(name).matches(NOT_SERVED),
                name -> assertThat(name).matches(NEVER_SENT));
        continue;
      }
      Fact fact = new Fact(type.get(), row);
      if (row.get("list_type").equals("atomic") && !isList(fact)) {
        // Bytes are a list in Go, and have one owner anyway.
        continue;
      }
      if (row.get("field_type").startsWith("array")) {
        lists++;
        softly.assertThat(patched(fact)).as("patch of %s", fact).isEqualTo(expectedPatch(fact));
        softly.assertThat(applied(fact)).as("apply of %s", fact).isEqualTo(expectedApply(fact));
      } else if (!row.get("map_type").isEmpty()) {
        maps++;
        softly.assertThat(appliedMap(fact)).as("apply of %s", fact).isEqualTo(row.get("map_type"));
      } else {
        softly
            .assertThat(patchedMap(fact))
            .as("patch of %s", fact)
            .isEqualTo(!fact.cells("patch_strategy").contains("replace"));
      }
    }
    softly.assertThat(lists).isGreaterThan(250);
    softly.assertThat(maps).isGreaterThan(20);
    softly.assertAll();
  }

  private static boolean isList(Fact fact) {
    return fact.field().schema().type() == Schema.Type.ARRAY;
  }

  /** Two elements of different keys, and one more of the first one's that says something else. */
  private static List<Object> elements(Fact fact, List<String> keys) {
    if (fact.items().type() != Schema.Type.OBJECT) {
      return List.of(value(fact.items(), 1), value(fact.items(), 2), value(fact.items(), 1));
    }
    Map<String, Object> first = new LinkedHashMap<>();
    keys.forEach(key -> first.put(key, value(memberType(fact.items(), key), 1)));
    Map<String, Object> second = new LinkedHashMap<>(first);
    Map<String, Object> again = new LinkedHashMap<>(first);
    if (keys.isEmpty()) {
      String any = fact.items().fields().keySet().iterator().next();
      first.put(any, value(memberType(fact.items(), any), 1));
      second.put(any, value(memberType(fact.items(), any), 2));
      again.put(any, value(memberType(fact.items(), any), 3));
    } else {
      second.put(keys.getLast(), value(memberType(fact.items(), keys.getLast()), 2));
      fact.items().fields().values().stream()
          .filter(field -> !keys.contains(field.name()))
          .findFirst()
          .ifPresent(field -> again.put(field.name(), value(field, 3)));
    }
    return List.of(first, second, again);
  }

  private static Schema memberType(Schema type, String name) {
    return Objects.requireNonNull(type.field(name), name).schema();
  }

  private static Object value(Schema.Field field, int number) {
    Schema items = field.schema().items();
    if (field.listMapKeys().isEmpty() || items == null) {
      return value(field.schema(), number);
    }
    Map<String, Object> element = new LinkedHashMap<>();
    field.listMapKeys().forEach(key -> element.put(key, value(memberType(items, key), number)));
    return List.of(element);
  }

  private static Object value(Schema type, int number) {
    return switch (type.type()) {
      case STRING ->
          switch (type.scalar()) {
            case TIME -> "2026-01-01T00:00:0" + number + "Z";
            case MICRO_TIME -> "2026-01-01T00:00:00.00000" + number + "Z";
            case BYTES -> "YW" + "EIMQ".charAt(number) + "=";
            case QUANTITY -> "" + number;
            default -> "v" + number;
          };
      case INTEGER -> (long) number;
      case NUMBER -> (double) number;
      case BOOLEAN -> number % 2 == 1;
      case INT_OR_STRING, ANY -> "v" + number;
      case ARRAY -> List.of(value(Objects.requireNonNull(type.items()), number));
      case MAP -> Map.of("k" + number, value(Objects.requireNonNull(type.items()), number));
      case OBJECT -> {
        Schema.Field first = type.fields().values().iterator().next();
        yield Map.of(first.name(), value(first.schema(), number));
      }
    };
  }

  private static Map<String, Object> holding(Fact fact, Object... elements) {
    Map<String, Object> held = new LinkedHashMap<>();
    held.put(fact.field().name(), new ArrayList<>(Arrays.asList(elements)));
    return Json.copy(held);
  }

  /**
   * How many elements are left after a patch with another element, and with one of the same key.
   */
  private static List<Integer> patched(Fact fact) {
    List<Object> e = elements(fact, fact.cells("patch_merge_key"));
    return List.of(
        size(
            fact,
            StrategicMergePatch.apply(
                holding(fact, e.get(0)), holding(fact, e.get(1)), fact.type())),
        size(
            fact,
            StrategicMergePatch.apply(
                holding(fact, e.get(0)), holding(fact, e.get(2)), fact.type())));
  }

  private static int size(Fact fact, Map<?, ?> result) {
    return ((List<?>) Objects.requireNonNull(result.get(fact.field().name()))).size();
  }

  private static List<Integer> expectedPatch(Fact fact) {
    return fact.cells("patch_strategy").contains("merge") ? List.of(2, 1) : List.of(1, 1);
  }

  /** What becomes of a list when a second manager applies another element. */
  private static String applied(Fact fact) {
    List<String> keys = fact.cells("list_map_keys");
    List<Object> e = elements(fact, keys.isEmpty() ? fact.cells("patch_merge_key") : keys);
    Object both = apply(fact, holding(fact, e.get(0)), holding(fact, e.get(1)));
    if (!(both instanceof Map<?, ?> held)) {
      return "owned as a whole";
    }
    int size = size(fact, held);
    Object same = apply(fact, holding(fact, e.get(0)), holding(fact, e.get(2)));
    int sameSize = same instanceof Map<?, ?> map ? size(fact, map) : 0;
    return size + " of two keys, " + sameSize + " of one";
  }

  private static String expectedApply(Fact fact) {
    boolean merges =
        switch (fact.row().get("list_type")) {
          case "map", "set" -> true;
          case "atomic" -> false;
          default -> fact.cells("patch_strategy").contains("merge");
        };
    if (!merges) {
      return "owned as a whole";
    }
    // An element that has no member but its key says nothing else.
    boolean wholeElements = fact.items().atomicMap() && fact.items().fields().size() > 1;
    return "2 of two keys, " + (wholeElements ? 0 : 1) + " of one";
  }

  /** Whether a second manager who applies another member of a map takes the whole map. */
  private static String appliedMap(Fact fact) {
    boolean ofType = fact.row().get("field").equals("(type itself)");
    Schema map = ofType ? fact.type() : fact.field().schema();
    Map<String, Object> first = new LinkedHashMap<>();
    Map<String, Object> second = new LinkedHashMap<>();
    if (map.type() == Schema.Type.MAP) {
      Schema values = Objects.requireNonNull(map.items());
      first.put("a", value(values, 1));
      second.put("b", value(values, 1));
    } else {
      List<Schema.Field> fields = List.copyOf(map.fields().values());
      assertThat(fields).as("%s", fact).isNotEmpty();
      first.put(fields.getFirst().name(), value(fields.getFirst().schema(), 1));
      second.put(fields.getLast().name(), value(fields.getLast().schema(), 2));
    }
    Object result =
        ofType
            ? apply(fact, first, second)
            : apply(fact, Map.of(fact.field().name(), first), Map.of(fact.field().name(), second));
    return result instanceof Map<?, ?> ? "granular" : "atomic";
  }

  /** Whether a patch with another member keeps the first one. */
  private static boolean patchedMap(Fact fact) {
    List<Schema.Field> fields = List.copyOf(fact.field().schema().fields().values());
    Map<String, Object> result =
        StrategicMergePatch.apply(
            Json.copy(Map.of(fact.field().name(), Map.of(fields.getFirst().name(), "a"))),
            Json.copy(Map.of(fact.field().name(), Map.of(fields.getLast().name(), "b"))),
            fact.type());
    return ((Map<?, ?>) Objects.requireNonNull(result.get(fact.field().name()))).size() == 2;
  }

  /**
   * What stands after two managers applied one after the other.
   *
   * @return the held value, or the refusal of the second
   */
  private static Object apply(Fact fact, Map<String, Object> first, Map<String, Object> second) {
    Schema schema = holder(fact.type());
    Map<String, Object> live = FieldManager.apply(write(schema, "one"), null, object(first), false);
    try {
      Map<String, Object> result =
          FieldManager.apply(write(schema, "two"), live, object(second), false);
      return Objects.requireNonNull(result.get("held"));
    } catch (ApiException e) {
      assertThat(e.code()).as("%s: %s", fact, e.getMessage()).isEqualTo(409);
      return e;
    }
  }

  private static FieldWrite write(Schema schema, String manager) {
    return new FieldWrite(
        schema, KIND, "", manager, GoldenWrite.NOON, FieldFilter.NONE, Versions.NONE);
  }

  private static Map<String, Object> object(Map<String, Object> held) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", KIND.apiVersion());
    object.put("kind", KIND.kind());
    object.put("metadata", new LinkedHashMap<>(Map.of("name", "x")));
    object.put("held", Json.copy(held));
    return object;
  }

  /** A kind whose objects hold a value of the type. */
  private static Schema holder(Schema type) {
    Schema text = Schema.scalar(Schema.Type.STRING, "");
    return new Schema.Builder(KIND.kind(), Schema.Type.OBJECT)
        .field(member("apiVersion", text))
        .field(member("kind", text))
        .field(member("metadata", BuiltinSchemas.instance().objectMeta()))
        .field(member("held", type))
        .build();
  }

  private static Schema.Field member(String name, Schema type) {
    return new Schema.Field(
        name, type, "", false, true, null, List.of(), "", "", null, List.of(), type.atomicMap(), 0);
  }
}
