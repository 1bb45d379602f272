package io.navarch.gateway.registry;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The golden files of all kinds: {@code golden/<resource>/base*.yaml} are valid objects, every
 * other file in the folder is a list of cases that start from one of them. In texts, {@code
 * {{a*300}}} repeats a letter and {@code {{name}}} stands for a text of {@code texts.yaml}; {@code
 * {repeat: 21, of: x-#}} makes a list, with the index for {@code #}.
 */
final class GoldenFiles {
  private static final Pattern MACRO = Pattern.compile("\\{\\{([^}]+)}}");
  private static final Pattern REPEATED = Pattern.compile("(.+)\\*([0-9]+)");

  private final Map<String, Object> texts;
  private final Path root;

  private GoldenFiles(Path root) {
    this.root = root;
    texts = object(root.resolve("texts.yaml"));
  }

  static List<GoldenCase> read() {
    try {
      Path root = Path.of(Objects.requireNonNull(GoldenFiles.class.getResource("/golden")).toURI());
      GoldenFiles files = new GoldenFiles(root);
      List<GoldenCase> cases = new ArrayList<>();
      try (Stream<Path> folders = Files.list(root).filter(Files::isDirectory).sorted()) {
        folders.forEach(folder -> files.addCases(folder, cases));
      }
      return cases;
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The conversations of {@code requests/*.yaml}, by file. */
  static Map<String, List<RequestCase>> requests() {
    try {
      Path golden =
          Path.of(Objects.requireNonNull(GoldenFiles.class.getResource("/golden")).toURI());
      GoldenFiles files = new GoldenFiles(golden);
      Map<String, List<RequestCase>> cases = new TreeMap<>();
      try (Stream<Path> list = Files.list(golden.resolveSibling("requests")).sorted()) {
        for (Path file : list.toList()) {
          cases.put(
              file.getFileName().toString(),
              files.list(file).stream().map(RequestCase::of).toList());
        }
      }
      return cases;
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void addCases(Path folder, List<GoldenCase> cases) {
    Map<String, Map<String, Object>> bases = new TreeMap<>();
    List<Path> files = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder).sorted()) {
      for (Path file : list.toList()) {
        String name = file.getFileName().toString().replace(".yaml", "");
        if (name.startsWith("base")) {
          bases.put(name, object(file));
        } else {
          files.add(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Path file : files) {
      for (Object line : list(file)) {
        @SuppressWarnings("unchecked")
        Map<String, Object> members = (Map<String, Object>) line;
        String base = ApiObject.string(members, "base");
        Map<String, Object> object = bases.get(base.isEmpty() ? "base" : base);
        if (object == null) {
          throw new IllegalArgumentException(file + ": no base " + base);
        }
        cases.add(
            GoldenCase.of(
                root.relativize(file).toString(),
                folder.getFileName().toString().replace('@', '/'),
                object,
                members));
      }
    }
  }

  private List<?> list(Path file) {
    return (List<?>) Objects.requireNonNull(load(file));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> object(Path file) {
    return (Map<String, Object>) Objects.requireNonNull(load(file));
  }

  private @Nullable Object load(Path file) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file.toString()).build();
      Object yaml = new Load(settings).loadFromString(Files.readString(file));
      return expand(Json.read(Json.writeString(yaml)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Object expand(@Nullable Object value) {
    return switch (value) {
      case String text -> expandText(text);
      case Map<?, ?> map when map.get("repeat") instanceof Long times -> repeated(map, times);
      case Map<?, ?> map -> {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((k, v) -> result.put(expandText((String) k), expand(v)));
        yield result;
      }
      case List<?> list -> {
        List<Object> result = new ArrayList<>();
        list.forEach(item -> result.add(expand(item)));
        yield result;
      }
      case null, default -> value;
    };
  }

  private Object repeated(Map<?, ?> map, long times) {
    if (map.get("of") instanceof String text && !text.contains("#")) {
      return expandText(text).repeat((int) times);
    }
    List<Object> result = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      String json = Json.writeString(map.get("of")).replace("#", String.valueOf(i));
      result.add(expand(Json.read(json)));
    }
    return result;
  }

  private String expandText(String text) {
    return MACRO
        .matcher(text)
        .replaceAll(
            match -> {
              Matcher repeated = REPEATED.matcher(match.group(1));
              String value =
                  repeated.matches()
                      ? repeated.group(1).repeat(Integer.parseInt(repeated.group(2)))
                      : ApiObject.string(texts, match.group(1));
              if (value.isEmpty()) {
                throw new IllegalArgumentException("no text " + match.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
