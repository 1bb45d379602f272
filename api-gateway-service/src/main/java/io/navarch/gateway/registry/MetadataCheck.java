package io.navarch.gateway.registry;

import io.navarch.gateway.facts.FactTable;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    if (!BuiltinResources.instance().has(resource)) {
      return OF_CUSTOM;
    }
    return BY_RESOURCE.getOrDefault(
        resource.qualifiedName() + " " + (subresource.isEmpty() ? "-" : subresource), List.of());
  }

  private static Map<String, List<MetadataCheck>> read() {
    Map<String, List<MetadataCheck>> checks = new HashMap<>();
    for (String[] cells : FactTable.rows(MetadataCheck.class, "metadata-checks.tsv")) {
      checks.put(
          cells[0] + " " + cells[1],
          Arrays.stream(cells[2].split(",")).map(MetadataCheck::named).toList());
    }
    return Map.copyOf(checks);
  }

  private static MetadataCheck named(String word) {
    return valueOf(word.replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
