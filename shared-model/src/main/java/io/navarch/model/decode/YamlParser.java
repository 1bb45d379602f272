package io.navarch.model.decode;

import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;

/** Parses the first document of a YAML body into a tree, as the API's own YAML reader does. */
final class YamlParser {
  private static final int MAX_NODES = 1_000_000;
  private static final int MAX_BYTES = 64 << 20;

  /** Marks scalars whose meaning follows from their text alone. */
  private static final Tag UNTAGGED = new Tag("tag:navarch.io,2026:untagged");

  private final List<String> duplicates = new ArrayList<>(0);
  private int nodes;

  private YamlParser() {}

  /**
   * @throws MalformedJsonException if the bytes are not YAML
   */
  static JsonDocument parse(byte[] bytes) {
    try {
      Iterator<Node> documents =
          new Compose(settings())
              .composeAllFromString(new String(bytes, StandardCharsets.UTF_8))
              .iterator();
      YamlParser parser = new YamlParser();
      Object root = documents.hasNext() ? parser.value(documents.next()) : null;
      return JsonDocument.of(root, parser.strictErrors());
    } catch (MarkedYamlEngineException e) {
      throw new MalformedJsonException("yaml: " + line(e) + problem(e), e);
    } catch (YamlEngineException e) {
      throw new MalformedJsonException("yaml: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      // The library goes down into nested collections without a limit of its own.
      throw new MalformedJsonException("yaml: exceeded max depth");
    }
  }

  private static LoadSettings settings() {
    return LoadSettings.builder()
        .setAllowDuplicateKeys(true)
        .setAllowRecursiveKeys(false)
        .setMaxAliasesForCollections(1_000)
        .setCodePointLimit(MAX_BYTES)
        .setSchema(
            new JsonSchema() {
              @Override
              public ScalarResolver getScalarResolver() {
                return (text, implicit) -> implicit ? UNTAGGED : Tag.STR;
              }
            })
        .build();
  }

  /** The problem in the words of Go's parser. */
  private static String problem(MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (problem.startsWith("expected the node content")) {
      return "did not find expected node content";
    }
    if (problem.startsWith("expected ',' or ")) {
      return "did not find " + problem.substring(0, "expected ',' or ']'".length());
    }
    if (problem.startsWith("expected <block end>")) {
      return String.valueOf(e.getContext()).endsWith("mapping")
          ? "did not find expected key"
          : "did not find expected '-' indicator";
    }
    if (problem.startsWith("mapping values are not allowed")) {
      return "mapping values are not allowed in this context";
    }
    return problem.endsWith("that cannot start any token")
            || problem.contains("that cannot start any token.")
        ? "found character that cannot start any token"
        : problem;
  }

  private static String line(MarkedYamlEngineException e) {
    return e.getProblemMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
  }

  private List<String> strictErrors() {
    return duplicates.isEmpty()
        ? List.of()
        : List.of("yaml: unmarshal errors:\n  " + String.join("\n  ", duplicates));
  }

  private @Nullable Object value(Node node) {
    if (++nodes > MAX_NODES) {
      throw new MalformedJsonException("yaml: document contains excessive aliasing");
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping);
      case SequenceNode sequence -> sequence(sequence);
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new MalformedJsonException("yaml: unknown node " + node.getNodeType());
    };
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private List<Object> sequence(SequenceNode node) {
    List<Object> list = new ArrayList<>(node.getValue().size());
    for (Node element : node.getValue()) {
      list.add(value(element));
    }
    return list;
  }

  @SuppressWarnings("NullAway") // JSON null is a value of the tree
  private Map<String, Object> mapping(MappingNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>(0);
    for (NodeTuple tuple : node.getValue()) {
      if (isMergeKey(tuple.getKeyNode())) {
        merged.add(tuple.getValueNode());
      } else {
        String key = key(tuple.getKeyNode());
        if (map.containsKey(key)) {
          duplicates.add(
              "line " + lineOf(tuple.getKeyNode()) + ": key \"" + key + "\" already set in map");
        }
        map.put(key, value(tuple.getValueNode()));
      }
    }
    for (Node source : merged) {
      merge(map, source);
    }
    return map;
  }

  private static boolean isMergeKey(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getScalarStyle() == ScalarStyle.PLAIN
        && scalar.getValue().equals("<<");
  }

  private void merge(Map<String, Object> map, Node source) {
    switch (value(source)) {
      case Map<?, ?> members -> putAbsent(map, members);
      case List<?> sources ->
          sources.forEach(
              each -> {
                if (each instanceof Map<?, ?> members) {
                  putAbsent(map, members);
                }
              });
      case null, default ->
          throw new MalformedJsonException(
              "yaml: map merge requires map or sequence of maps as the value");
    }
  }

  private static void putAbsent(Map<String, Object> map, Map<?, ?> members) {
    members.forEach((name, value) -> map.putIfAbsent((String) name, value));
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  /** Keys of other types count as their JSON text. */
  private String key(Node node) {
    Object key = value(node);
    return switch (key) {
      case String s -> s;
      case Map<?, ?> _ -> throw new MalformedJsonException("yaml: invalid map key: " + text(key));
      case List<?> _ -> throw new MalformedJsonException("yaml: invalid map key: " + text(key));
      case null, default -> text(key);
    };
  }

  private static String text(@Nullable Object value) {
    return Json.writeString(value);
  }

  private static @Nullable Object scalar(ScalarNode node) {
    String text = node.getValue();
    String tag = node.getTag().getValue();
    if (node.getTag().equals(UNTAGGED)) {
      return YamlScalars.resolve(text);
    }
    return switch (tag.substring(tag.lastIndexOf(':') + 1)) {
      case "int", "float", "bool", "null" -> YamlScalars.resolve(text);
      default -> text;
    };
  }
}
