package io.navarch.gateway.registry;

import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A look at the metadata of an updated object beside the one that is common to all kinds. Upstream
 * looks again where it checks a kind, so that a cause stands in a refusal as often as it was found;
 * which kind looks how often, and in which order, is said by {@code metadata-checks.tsv}.
 */
enum MetadataCheck {
  /** What holds for new objects too, with the finalizers that built-in kinds may have. */
  OBJECT,
  /** The same without {@code generateName}. */
  OBJECT_WITHOUT_PREFIX,
  /** What holds for new objects too, with finalizers of any name. */
  PLAIN_OBJECT,
  /** What an update may not change, with the finalizers that built-in kinds may have. */
  CHANGE,
  /** What an update may not change. */
  PLAIN_CHANGE;

  private static final Map<String, List<MetadataCheck>> BY_RESOURCE = read();

  private static final List<MetadataCheck> OF_CUSTOM = List.of(PLAIN_CHANGE);

  /** The looks at an object of a kind that is updated through itself or a subresource. */
  static List<MetadataCheck> of(ResourceDefinition resource, String subresource) {
    if (BuiltinResources.instance().byKind(resource.gvk()).isEmpty()) {
      return OF_CUSTOM;
    }
    String name =
        resource.group().isEmpty() ? resource.plural() : resource.plural() + "." + resource.group();
    return BY_RESOURCE.getOrDefault(
        name + " " + (subresource.isEmpty() ? "-" : subresource), List.of());
  }

  private static Map<String, List<MetadataCheck>> read() {
    Map<String, List<MetadataCheck>> checks = new HashMap<>();
    try (InputStream in = MetadataCheck.class.getResourceAsStream("metadata-checks.tsv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .forEach(
              cells ->
                  checks.put(
                      cells[0] + " " + cells[1],
                      Arrays.stream(cells[2].split(",")).map(MetadataCheck::named).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(checks);
  }

  private static MetadataCheck named(String word) {
    return valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
