package io.navarch.gateway.table;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Tables of the built-in kinds. Kinds without columns of their own show the name and the time of
 * their creation; kinds that it does not know, which are custom ones, the name and the age.
 */
public final class BuiltinTables implements Tables {
  private static final List<Map<String, Object>> CUSTOM =
      List.of(
          ColumnFacts.column("Name", "string", "name", 0, ColumnFacts.NAME),
          ColumnFacts.column("Age", "date", "", 0, ColumnFacts.CREATED));

  private static final KindName PODS = new KindName("", "Pod");

  private final Map<KindName, List<Map<String, Object>>> columns = ColumnFacts.read();
  private final Map<KindName, Row> rows = BuiltinRows.all();

  @Override
  public List<Map<String, Object>> columns(ResourceDefinition resource) {
    return columns.getOrDefault(name(resource), CUSTOM);
  }

  @Override
  public List<Object> cells(ResourceDefinition resource, ApiObject object, Instant now) {
    KindName name = name(resource);
    Row row = rows.get(name);
    if (row == null) {
      row = columns.containsKey(name) ? BuiltinTables::nameAndCreation : Row::nameAndAge;
    }
    return row.cells(new Part(object.root()), now);
  }

  @Override
  public List<Object> conditions(ResourceDefinition resource, ApiObject object) {
    return name(resource).equals(PODS) ? PodRow.conditions(object) : List.of();
  }

  private static List<Object> nameAndCreation(Part object, Instant now) {
    return List.of(Row.name(object), object.at("metadata", "creationTimestamp").text());
  }

  private static KindName name(ResourceDefinition resource) {
    return new KindName(resource.group(), resource.kind());
  }
}
