package io.navarch.gateway.custom;

import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.strategy.Strategies;
import io.navarch.gateway.strategy.Strategy;
import io.navarch.model.resource.ResourceDefinition;

/** The strategies of all kinds: those of custom resources are what their definitions say. */
public final class CustomStrategies implements Strategies {
  private final CustomResources resources;
  private final Strategies builtin;
  private final ExpressionMeters meters;

  public CustomStrategies(CustomResources resources, Strategies builtin, MeterRegistry registry) {
    this.resources = resources;
    this.builtin = builtin;
    this.meters = new ExpressionMeters(registry);
  }

  @Override
  public Strategy of(ResourceDefinition resource) {
    CustomVersion version = resources.version(resource);
    return version == null ? builtin.of(resource) : new CustomStrategy(version, meters);
  }
}
