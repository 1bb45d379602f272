package io.navarch.model.schema;

import io.navarch.model.resource.GroupVersionKind;
import java.util.Map;
import java.util.Optional;

/**
 * The schemas of all built-in kinds, of their lists, and of the kinds that travel in requests only
 * (DeleteOptions, Eviction, Scale, Binding, TokenRequest, reviews). Generated at build time.
 */
public final class BuiltinSchemas implements SchemaCatalog {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  /** Loaded at first use, shared by everyone: the content never changes. */
  private static final class Holder {
    static final BuiltinSchemas INSTANCE = new BuiltinSchemas(new SchemaFile());
  }

  private final SchemaFile file;

  private BuiltinSchemas(SchemaFile file) {
    this.file = file;
  }

  public static BuiltinSchemas instance() {
    return Holder.INSTANCE;
  }

  @Override
  public Optional<Schema> byKind(GroupVersionKind kind) {
    String definition = file.definitionOf(kind);
    if (definition == null) {
      definition = sharedKind(kind.kind());
    }
    return definition.isEmpty() ? Optional.empty() : byDefinition(definition);
  }

  /** Kinds that every group and version knows. */
  private static String sharedKind(String kind) {
    return switch (kind) {
      case "DeleteOptions", "WatchEvent" -> META + kind;
      default -> "";
    };
  }

  /** By OpenAPI name, such as {@code io.k8s.api.core.v1.PodSpec}. */
  public Optional<Schema> byDefinition(String name) {
    return Optional.ofNullable(file.definition(name));
  }

  /** The OpenAPI names of all kinds that have one group and version. */
  public Map<GroupVersionKind, String> kinds() {
    return file.kinds();
  }

  /** The schema of {@code metadata}, which all objects share. */
  public Schema objectMeta() {
    return byDefinition(META + "ObjectMeta").orElseThrow();
  }
}
