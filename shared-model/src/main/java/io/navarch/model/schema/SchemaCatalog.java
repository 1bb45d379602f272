package io.navarch.model.schema;

import io.navarch.model.resource.GroupVersionKind;
import java.util.Optional;

/** Finds the schema of a kind that is served now. */
public interface SchemaCatalog {
  Optional<Schema> byKind(GroupVersionKind kind);
}
