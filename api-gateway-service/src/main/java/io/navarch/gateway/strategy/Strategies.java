package io.navarch.gateway.strategy;

import io.navarch.model.resource.ResourceDefinition;

/** Finds the strategy of a resource; kinds without rules of their own get the generic one. */
public interface Strategies {
  Strategy of(ResourceDefinition resource);
}
