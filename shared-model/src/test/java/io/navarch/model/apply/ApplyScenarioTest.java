package io.navarch.model.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.decode.AppliedDecoder;
import io.navarch.model.decode.FieldValidation;
import io.navarch.model.decode.ObjectDecoder;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import io.navarch.model.status.ApiException;
import io.navarch.model.structural.SchemaCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the scenarios of {@code src/test/resources/apply}: who applies or writes what, one step
 * after the other, with a schema of its own where the kind is a custom one. What comes of it stands
 * in the file of the same name that ends in {@code .txt}; {@code -Dnavarch.golden.update=true}
 * writes those files anew.
 */
class ApplyScenarioTest {
  private static final Path FOLDER = Path.of("src/test/resources/apply");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  static Stream<Path> scenarios() throws IOException {
    return Files.list(FOLDER).filter(p -> p.toString().endsWith(".yaml")).sorted();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void comesOutAsWritten(Path file) throws IOException {
    String transcript = new Play(read(file)).run();
    Path golden = Path.of(file.toString().replace(".yaml", ".txt"));
    if (Boolean.getBoolean("navarch.golden.update")) {
      Files.writeString(golden, transcript);
    }
    assertThat(transcript).isEqualTo(Files.readString(golden));
  }

  private static Map<String, Object> read(Path file) throws IOException {
    return AppliedDecoder.decode(Files.readAllBytes(file), FieldValidation.STRICT).config();
  }

  /** One scenario while it runs. */
  private static final class Play {
    private final ObjectDecoder decoder;
    private final GroupVersionKind kind;
    private final Schema schema;
    private final List<Object> steps;
    private final StringBuilder transcript = new StringBuilder();
    private @Nullable Map<String, Object> live;

    Play(Map<String, Object> scenario) {
      kind =
          GroupVersionKind.of(
              ApiObject.string(scenario, "apiVersion"), ApiObject.string(scenario, "kind"));
      schema =
          scenario.containsKey("schema")
              ? SchemaCompiler.resource(ApiObject.mapAt(scenario, "schema"), false)
              : BuiltinSchemas.instance().byKind(kind).orElseThrow();
      decoder = new ObjectDecoder(wanted -> Optional.of(schema));
      steps = ApiObject.listAt(scenario, "steps");
    }

    String run() {
      for (int i = 0; i < steps.size(); i++) {
        step(FieldSet.map(steps.get(i)), START.plusSeconds(i));
      }
      return transcript.toString();
    }

    private void step(Map<String, Object> step, Instant now) {
      boolean applies = step.containsKey("apply");
      String manager = ApiObject.string(step, applies ? "apply" : "update");
      boolean force = Boolean.TRUE.equals(step.get("force"));
      String subresource = ApiObject.string(step, "subresource");
      transcript
          .append(transcript.isEmpty() ? "" : "\n")
          .append("# ")
          .append(manager)
          .append(applies ? " applies" : " writes")
          .append(subresource.isEmpty() ? "" : " " + subresource)
          .append(force ? " with force" : "")
          .append('\n');
      FieldWrite write =
          new FieldWrite(
              schema,
              kind,
              subresource,
              manager,
              now,
              FieldFilter.except(FieldSet.of(subresource.equals("status") ? "spec" : "status")),
              Versions.NONE);
      Map<String, Object> given = Json.copy(ApiObject.mapAt(step, "object"));
      given.putIfAbsent("apiVersion", kind.apiVersion());
      given.putIfAbsent("kind", kind.kind());
      ApiObject.child(given, "metadata").putIfAbsent("name", "x");
      try {
        live = applies ? applied(write, given, force) : updated(write, given);
        print(live);
      } catch (ApiException e) {
        transcript.append("refused: ").append(e.code()).append(' ').append(e.getMessage());
        transcript.append('\n');
      }
    }

    private Map<String, Object> applied(
        FieldWrite write, Map<String, Object> config, boolean force) {
      Map<String, Object> before = live == null ? null : Json.copy(live);
      Map<String, Object> result = Json.copy(FieldManager.apply(write, live, config, force));
      assertThat(live).as("what stands is not changed").isEqualTo(before);
      return decoder.conformApplied(result, kind).object().root();
    }

    private Map<String, Object> updated(FieldWrite write, Map<String, Object> object) {
      Map<String, Object> updated = conformed(object);
      FieldManager.update(write, live, updated);
      return updated;
    }

    private Map<String, Object> conformed(Map<String, Object> tree) {
      return decoder.conform(tree, kind, FieldValidation.IGNORE).object().root();
    }

    private void print(Map<String, Object> object) {
      new TreeMap<>(object)
          .forEach(
              (name, value) -> {
                if (name.equals("metadata")) {
                  Map<String, Object> rest = new TreeMap<>(FieldSet.map(value));
                  rest.remove("managedFields");
                  rest.remove("name");
                  line(name, rest);
                } else if (!name.equals("kind") && !name.equals("apiVersion")) {
                  line(name, value);
                }
              });
      for (Object entry : ApiObject.listAt(FieldSet.map(object.get("metadata")), "managedFields")) {
        Map<String, Object> manager = FieldSet.map(entry);
        transcript
            .append("- ")
            .append(manager.get("manager"))
            .append(' ')
            .append(manager.get("operation"))
            .append(manager.containsKey("subresource") ? " " + manager.get("subresource") : "")
            .append(" at ")
            .append(manager.get("time"))
            .append('\n');
        FieldSet.stored(FieldSet.map(manager.get("fieldsV1")))
            .paths()
            .forEach(path -> transcript.append("    ").append(path).append('\n'));
      }
    }

    private void line(String name, Object value) {
      if (!Json.writeString(value).equals("{}")) {
        transcript.append(name).append(": ").append(Json.writeString(value)).append('\n');
      }
    }
  }
}
