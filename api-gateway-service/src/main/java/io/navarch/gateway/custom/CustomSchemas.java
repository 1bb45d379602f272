package io.navarch.gateway.custom;

import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import io.navarch.model.schema.SchemaCatalog;
import java.util.Optional;

/** The schemas of all kinds that are served now. */
public final class CustomSchemas implements SchemaCatalog {
  private final CustomResources resources;

  public CustomSchemas(CustomResources resources) {
    this.resources = resources;
  }

  @Override
  public Optional<Schema> byKind(GroupVersionKind kind) {
    Optional<Schema> builtin = BuiltinSchemas.instance().byKind(kind);
    if (builtin.isPresent()) {
      return builtin;
    }
    return Optional.ofNullable(resources.version(kind)).map(CustomVersion::schema);
  }
}
