package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Which defaults of the reference have a golden case or a conversation: one that expects the value
 * at a field of that name of that type, wherever the type stands, or that names the default in
 * {@code covers} as {@code <type> <field>}. The rows without one are written to {@code
 * target/defaults-without-case.txt}.
 */
class DefaultFactsTest {
  /**
   * A default may not lose its case again. Without one is only how long a watch lives that names no
   * time: a random time between 30 and 60 minutes.
   */
  private static final int AT_LEAST = 209;

  private static final Pattern STEP = Pattern.compile("\\.?([^.\\[\\]]+)|\\[([^\\]]*)\\]");
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9/._*-]+|\"[^\" ]*\"|\\{\\}");

  /**
   * A value that a case expects, as seen from an object around it.
   *
   * @param type of that object, without package
   * @param path from there
   */
  private record Expectation(String type, String path, @Nullable Object value) {}

  private record Default(String type, String field, String value) {
    boolean isMetBy(Expectation expectation) {
      return types().anyMatch(type -> type.matcher(expectation.type()).matches())
          && Stream.of(field.split(", | / ")).anyMatch(one -> isMetAt(one, expectation));
    }

    private Stream<Pattern> types() {
      return Stream.of(type.replaceAll(" \\(.*\\)$", "").split(" and | / "))
          .map(one -> Pattern.compile(one.replace("*", ".*")));
    }

    private boolean isMetAt(String one, Expectation expectation) {
      String text = value.replaceAll(" \\(.*", "");
      boolean literal = LITERAL.matcher(text).matches();
      String path = pattern(one) + (literal ? "" : "([.\\[].*)?");
      return Pattern.matches(path, expectation.path())
          && (!literal || text.replace("\"", "").equals(shown(expectation.value())));
    }

    private static String pattern(String field) {
      StringBuilder pattern = new StringBuilder();
      Matcher step = STEP.matcher(field);
      while (step.find()) {
        String key = step.group(2);
        if (key == null) {
          pattern.append(pattern.isEmpty() ? "" : "\\.").append(Pattern.quote(step.group(1)));
        } else if (key.equals("*")) {
          pattern.append("\\[[0-9]+]");
        } else if (key.equals("r") || key.contains("*")) {
          pattern.append("[.\\[][^.\\]]+]?");
        } else {
          pattern.append("[.\\[]").append(Pattern.quote(key)).append("]?");
        }
      }
      return pattern.toString();
    }

    private static String shown(@Nullable Object value) {
      return value instanceof String text ? text : Json.writeString(value);
    }

    String title() {
      return type + " " + field;
    }
  }

  @Test
  void defaultsHaveCases() throws IOException {
    List<Map<String, String>> rows = ReferenceFacts.rows("defaults.tsv");
    List<Expectation> expectations = new ArrayList<>();
    List<String> covered = new ArrayList<>();
    for (GoldenCase golden : GoldenFiles.read()) {
      covered.addAll(golden.covers());
      golden.expected().forEach((path, value) -> add(expectations, schema(golden), path, value));
    }
    GoldenFiles.requests().values().stream()
        .flatMap(List::stream)
        .forEach(
            request -> {
              covered.addAll(request.covers());
              request
                  .expected()
                  .forEach((path, value) -> add(expectations, schema(request), path, value));
            });
    List<String> without = new ArrayList<>();
    for (Map<String, String> row : rows) {
      Default wanted = new Default(row.get("type"), row.get("field"), row.get("default"));
      if (!covered.contains(wanted.title()) && expectations.stream().noneMatch(wanted::isMetBy)) {
        without.add(
            wanted.title()
                + "\t"
                + wanted.value()
                + "\t"
                + row.get("condition")
                + "\t"
                + row.get("origin"));
      }
    }
    Files.write(Path.of("target", "defaults-without-case.txt"), without);
    assertThat(rows.size() - without.size())
        .as(String.join("\n", without))
        .isGreaterThanOrEqualTo(AT_LEAST);
  }

  private static Optional<Schema> schema(GoldenCase golden) {
    return BuiltinSchemas.instance().byKind(new GoldenWrite(golden.resource()).resource().gvk());
  }

  /** Of what is answered: the kind that was sent, or the one of the reference's name. */
  private static Optional<Schema> schema(RequestCase request) {
    Map<String, Object> body = request.send().body();
    String[] parts = ApiObject.string(body, "apiVersion").split("/");
    GroupVersionKind kind =
        new GroupVersionKind(
            parts.length > 1 ? parts[0] : "",
            parts[parts.length - 1].isEmpty() ? "v1" : parts[parts.length - 1],
            ApiObject.string(body, "kind").isEmpty()
                ? request.kind()
                : ApiObject.string(body, "kind"));
    return BuiltinSchemas.instance().byKind(kind);
  }

  /** The value and all that is in it, as seen from every object on the way. */
  private static void add(
      List<Expectation> expectations,
      Optional<Schema> schema,
      String path,
      @Nullable Object value) {
    if (schema.isEmpty()) {
      return;
    }
    descend(expectations, schema.get(), path, value);
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, below) -> add(expectations, schema, path + "." + key, below));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        add(expectations, schema, path + "[" + i + "]", list.get(i));
      }
    }
  }

  private static void descend(
      List<Expectation> expectations, Schema root, String path, @Nullable Object value) {
    Schema at = root;
    Matcher step = STEP.matcher(path);
    int rest = 0;
    while (at != null) {
      if (!at.name().isEmpty()) {
        String type = at.name().substring(at.name().lastIndexOf('.') + 1);
        expectations.add(new Expectation(type, path.substring(rest), value));
      }
      if (!step.find()) {
        return;
      }
      rest =
          step.end() < path.length() && path.charAt(step.end()) == '.'
              ? step.end() + 1
              : step.end();
      Schema.Field field = step.group(1) == null ? null : at.field(step.group(1));
      at = field == null ? at.items() : field.schema();
    }
  }
}
