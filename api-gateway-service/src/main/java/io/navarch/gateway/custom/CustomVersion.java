package io.navarch.gateway.custom;

import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.Schema;
import io.navarch.model.structural.ValueRules;
import java.util.List;
import java.util.Map;

/**
 * One version of a custom resource, compiled from its definition. Two are the same only if they are
 * the same instance.
 *
 * @param resource as it is served
 * @param openApi the schema as it was declared; empty where everything is kept
 * @param rules of the whole object
 * @param expressions compiled when the first object is checked
 * @param columns the table's columns after the name
 * @param warnings for every request, where the version is deprecated
 */
record CustomVersion(
    CustomDefinition definition,
    ResourceDefinition resource,
    boolean served,
    boolean storage,
    Map<String, Object> openApi,
    Schema schema,
    ValueRules rules,
    LazyExpressions expressions,
    List<PrinterColumn> columns,
    List<String> warnings) {

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
