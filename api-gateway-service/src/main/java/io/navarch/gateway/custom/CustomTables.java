package io.navarch.gateway.custom;

import io.navarch.gateway.table.ColumnFacts;
import io.navarch.gateway.table.Tables;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tables of custom resources: the name and the columns that the definition declares. */
public final class CustomTables implements Tables {
  private final CustomResources resources;
  private final Tables builtin;

  public CustomTables(CustomResources resources, Tables builtin) {
    this.resources = resources;
    this.builtin = builtin;
  }

  @Override
  public List<Map<String, Object>> columns(ResourceDefinition resource) {
    CustomVersion version = resources.version(resource);
    if (version == null) {
      return builtin.columns(resource);
    }
    List<Map<String, Object>> columns = new ArrayList<>();
    columns.add(ColumnFacts.column("Name", "string", "name", 0, ColumnFacts.NAME));
    version.columns().forEach(column -> columns.add(column.definition()));
    return columns;
  }

  @Override
  public List<Object> conditions(ResourceDefinition resource, ApiObject object) {
    return builtin.conditions(resource, object);
  }

  @Override
  @SuppressWarnings("NullAway") // a cell without a value is JSON null
  public List<Object> cells(ResourceDefinition resource, ApiObject object, Instant now) {
    CustomVersion version = resources.version(resource);
    if (version == null) {
      return builtin.cells(resource, object, now);
    }
    List<Object> cells = new ArrayList<>();
    cells.add(object.name());
    version.columns().forEach(column -> cells.add(column.cell(object, now)));
    return cells;
  }
}
