package io.navarch.gateway.custom;

import io.navarch.gateway.table.Tables;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables of custom resources: the name and the columns that the definition declares. */
public final class CustomTables implements Tables {
  private static final String NAME_DESCRIPTION =
      "Name must be unique within a namespace. Is required when creating resources, although some"
          + " resources may allow a client to request the generation of an appropriate name"
          + " automatically. Name is primarily intended for creation idempotence and configuration"
          + " definition. Cannot be updated. More info:"
          + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";

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
    Map<String, Object> name = new LinkedHashMap<>();
    name.put("name", "Name");
    name.put("type", "string");
    name.put("format", "name");
    name.put("description", NAME_DESCRIPTION);
    name.put("priority", 0L);
    columns.add(name);
    version.columns().forEach(column -> columns.add(column.definition()));
    return columns;
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
