package io.navarch.model.resource;

import java.util.Collection;
import java.util.Optional;

/** The resources that are served now. Built-in ones never change; custom ones come and go. */
public interface ResourceCatalog {
  /** By path: group (empty for core), version and plural name. */
  Optional<ResourceDefinition> byPlural(String group, String version, String plural);

  Optional<ResourceDefinition> byKind(GroupVersionKind kind);

  /** All that discovery shows; the same instance until something changes, schemas included. */
  Collection<ResourceDefinition> all();
}
