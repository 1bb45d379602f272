package io.navarch.model.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.decode.FieldValidation;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.patch.JsonPatch;
import io.navarch.model.patch.MergePatch;
import io.navarch.model.patch.StrategicMergePatch;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Throws random configurations and patches at random objects. Whatever comes, it is carried out or
 * refused with a Status. The seed of a failure stands in its message.
 */
class ApplyFuzzTest {
  private static final int RUNS = 400;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final ObjectDecoder decoder = new ObjectDecoder(BuiltinSchemas.instance());

  @ParameterizedTest
  @ValueSource(strings = {"v1/Pod", "v1/Service", "v1/ConfigMap", "apps/v1/Deployment", "v1/Node"})
  void nothingBreaksAndForceWins(String name) {
    int slash = name.lastIndexOf('/');
    GroupVersionKind kind =
        GroupVersionKind.of(name.substring(0, slash), name.substring(slash + 1));
    long first = Long.getLong("navarch.fuzz.seed", 1L);
    for (long seed = first; seed < first + RUNS; seed++) {
      try {
        new Run(kind, seed).play();
      } catch (ApiException | AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** A few writes of one object. */
  private final class Run {
    private final GroupVersionKind kind;
    private final Schema schema;
    private final RandomTrees trees;
    private final Random random;
    private @Nullable Map<String, Object> live;

    Run(GroupVersionKind kind, long seed) {
      this.kind = kind;
      this.schema = BuiltinSchemas.instance().byKind(kind).orElseThrow();
      this.random = new Random(seed);
      this.trees = new RandomTrees(random);
    }

    void play() {
      for (int i = 0; i < 6; i++) {
        try {
          if (random.nextInt(3) == 0 && live != null) {
            patch(live);
          } else {
            apply();
          }
        } catch (ApiException e) {
          assertThat(e.code()).as(e.getMessage()).isBetween(400, 499);
          assertThat(e.toStatus()).containsEntry("status", "Failure");
        }
      }
    }

    private FieldWrite write(String manager) {
      return new FieldWrite(schema, kind, "", manager, NOW, FieldFilter.NONE, Versions.NONE);
    }

    private Map<String, Object> config() {
      Map<String, Object> config = trees.object(schema, 0);
      config.put("apiVersion", kind.apiVersion());
      config.put("kind", kind.kind());
      ApiObject.child(config, "metadata").remove("managedFields");
      return config;
    }

    private Map<String, Object> conformed(Map<String, Object> tree) {
      return decoder.conform(Json.copy(tree), kind, FieldValidation.IGNORE).object().root();
    }

    private void apply() {
      Map<String, Object> config = config();
      FieldWrite write = write("m" + random.nextInt(3));
      if (random.nextBoolean()) {
        live = conformed(FieldManager.apply(write, live, Json.copy(config), false));
        return;
      }
      Map<String, Object> merged =
          Json.copy(FieldManager.apply(write, live, Json.copy(config), true));
      MergeType type = MergeType.of(schema);
      Map<String, Object> with = ConfigMerge.merge(type, merged, config);
      assertThat(Comparison.of(type, withoutEmpty(merged), withoutEmpty(with)))
          .as("all that was applied is there")
          .isEqualTo(new Comparison(FieldSet.EMPTY, FieldSet.EMPTY, FieldSet.EMPTY));
      if (ApiObject.child(merged, "metadata").containsKey("managedFields")) {
        Map<String, Object> again =
            FieldManager.apply(write, Json.copy(merged), Json.copy(config), true);
        assertThat(Json.equal(withoutEmpty(again), withoutEmpty(merged)))
            .as("applying again changes nothing")
            .isTrue();
      }
      live = conformed(merged);
    }

    /** Values that say nothing may come and go. */
    private static Map<String, Object> withoutEmpty(Map<String, Object> tree) {
      Map<String, Object> copy = Json.copy(tree);
      dropEmpty(copy);
      return copy;
    }

    private static boolean dropEmpty(@Nullable Object value) {
      return switch (value) {
        case null -> true;
        case Map<?, ?> map -> {
          map.values().removeIf(Run::dropEmpty);
          yield map.isEmpty();
        }
        case List<?> list -> list.isEmpty();
        default -> false;
      };
    }

    private void patch(Map<String, Object> before) {
      Map<String, Object> tree = Json.copy(before);
      Map<String, Object> patched =
          switch (random.nextInt(3)) {
            case 0 -> MergePatch.apply(tree, trees.withDirectives(config()));
            case 1 ->
                StrategicMergePatch.apply(tree, Json.copy(trees.withDirectives(config())), schema);
            default ->
                new LinkedHashMap<>(
                    FieldSet.map(
                        FieldManager.orEmpty(JsonPatch.of(trees.jsonPatch(tree)).apply(tree))));
          };
      patched.put("apiVersion", kind.apiVersion());
      patched.put("kind", kind.kind());
      Map<String, Object> updated = conformed(patched);
      FieldManager.update(write("u" + random.nextInt(20)), before, updated);
      live = updated;
    }
  }

  /** Values that fit a schema most of the time. */
  private static final class RandomTrees {
    private static final List<String> NAMES = List.of("a", "b", "c", "<&>", "ü\"\\", "");
    private final Random random;

    RandomTrees(Random random) {
      this.random = random;
    }

    @SuppressWarnings("NullAway") // JSON null is a value of the tree
    Map<String, Object> object(Schema schema, int depth) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Schema.Field field : schema.fields().values()) {
        boolean key = field.required() && depth > 0;
        if (random.nextInt(key ? 2 : 2 + depth * 2) == 0) {
          map.put(field.name(), value(field.schema(), depth + 1));
        }
      }
      if (random.nextInt(200) == 0) {
        map.put("unknown", 1L);
      }
      return map;
    }

    private @Nullable Object value(Schema schema, int depth) {
      int odd = random.nextInt(300);
      if (odd < 3) {
        return odd == 0 ? null : odd == 1 ? List.of(1L, "x") : "odd";
      }
      return switch (schema.type()) {
        case OBJECT -> depth > 6 ? new LinkedHashMap<>() : object(schema, depth);
        case MAP, ARRAY -> several(schema, depth);
        case STRING -> scalar(schema);
        case INTEGER -> (long) random.nextInt(3);
        case NUMBER -> random.nextInt(6) / 2.0;
        case BOOLEAN -> random.nextBoolean();
        case INT_OR_STRING -> random.nextBoolean() ? (Object) 8L : "http";
        case ANY ->
            switch (random.nextInt(4)) {
              case 0 -> new LinkedHashMap<>(Map.of("k", "v", "l", List.of(1L)));
              case 1 -> new ArrayList<>(List.of("x"));
              case 2 -> null;
              default -> 3L;
            };
      };
    }

    private Object scalar(Schema schema) {
      return switch (schema.scalar()) {
        case QUANTITY -> List.of("1", "1000m", "1Gi").get(random.nextInt(3));
        case TIME, MICRO_TIME -> "2026-01-01T00:00:00Z";
        case BYTES -> "YQ==";
        default -> NAMES.get(random.nextInt(NAMES.size()));
      };
    }

    @SuppressWarnings("NullAway") // JSON null is a value of the tree
    private Object several(Schema schema, int depth) {
      int size = 1 + random.nextInt(3);
      Schema items = schema.items();
      if (schema.type() == Schema.Type.MAP) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
          map.put(
              NAMES.get(random.nextInt(NAMES.size())),
              items == null ? "v" : value(items, depth + 1));
        }
        return map;
      }
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(items == null ? "v" : value(items, depth + 1));
      }
      return list;
    }

    /** The same tree with directives of strategic merge patches in it, sensible or not. */
    @SuppressWarnings("unchecked")
    Map<String, Object> withDirectives(Map<String, Object> tree) {
      for (String name : List.copyOf(tree.keySet())) {
        Object value = tree.get(name);
        if (value instanceof Map<?, ?> map) {
          withDirectives((Map<String, Object>) map);
        } else if (value instanceof List<?> list) {
          list.forEach(
              item -> {
                if (item instanceof Map<?, ?> map) {
                  withDirectives((Map<String, Object>) map);
                }
              });
        }
        if (random.nextInt(12) == 0) {
          String directive =
              List.of("$setElementOrder/", "$deleteFromPrimitiveList/", "$patch", "$retainKeys")
                  .get(random.nextInt(4));
          tree.put(directive.endsWith("/") ? directive + name : directive, directiveValue(value));
        }
      }
      return tree;
    }

    private Object directiveValue(@Nullable Object of) {
      return switch (random.nextInt(6)) {
        case 0 -> "delete";
        case 1 -> "replace";
        case 2 -> "merge";
        case 3 -> of instanceof List<?> list ? Json.copy(list) : 7L;
        case 4 -> new ArrayList<>(NAMES);
        default -> new LinkedHashMap<>(Map.of("$patch", "delete"));
      };
    }

    List<Object> jsonPatch(Map<String, Object> tree) {
      List<Object> operations = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put(
            "op",
            List.of("add", "remove", "replace", "move", "copy", "test", "odd")
                .get(random.nextInt(7)));
        operation.put("path", pointer(tree));
        operation.put("from", pointer(tree));
        operation.put(
            "value", List.of("v", 1L, Map.of("a", "b"), List.of()).get(random.nextInt(4)));
        operations.add(operation);
      }
      return operations;
    }

    private String pointer(@Nullable Object tree) {
      StringBuilder path = new StringBuilder();
      Object at = tree;
      while (random.nextInt(4) != 0) {
        if (at instanceof Map<?, ?> map && !map.isEmpty()) {
          Object name = new ArrayList<>(map.keySet()).get(random.nextInt(map.size()));
          path.append('/').append(((String) name).replace("~", "~0").replace("/", "~1"));
          at = map.get(name);
        } else if (at instanceof List<?> list) {
          int index = random.nextInt(list.size() + 2) - 1;
          path.append('/').append(random.nextInt(5) == 0 ? "-" : String.valueOf(index));
          at = index >= 0 && index < list.size() ? list.get(index) : null;
        } else {
          break;
        }
      }
      return path.toString();
    }
  }
}
