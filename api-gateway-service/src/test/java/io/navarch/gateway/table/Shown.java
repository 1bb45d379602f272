package io.navarch.gateway.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object as a table shows it at noon: cells by the names of their columns. */
final class Shown {
  static final Instant NOON = Instant.parse("2026-01-10T12:00:00Z");
  private static final List<ResourceDefinition> RESOURCES =
      List.copyOf(BuiltinResources.instance().all());

  private final Map<String, Object> cells = new LinkedHashMap<>();

  private Shown(ResourceDefinition resource, ApiObject object) {
    Tables tables = new BuiltinTables();
    List<Map<String, Object>> columns = tables.columns(resource);
    List<Object> row = tables.cells(resource, object, NOON);
    assertThat(row).hasSameSizeAs(columns);
    for (int i = 0; i < row.size(); i++) {
      cells.put((String) columns.get(i).get("name"), row.get(i));
    }
  }

  /** Single quotes stand for double ones; the object is named {@code x} and 5 minutes old. */
  static Shown of(String kind, String members) {
    return shown(kind, "", members);
  }

  /** The same for an object that is being deleted. */
  static Shown deleted(String kind, String members) {
    return shown(kind, ",'deletionTimestamp':'2026-01-10T11:59:00Z'", members);
  }

  private static Shown shown(String kind, String metadata, String members) {
    String json =
        "{'metadata':{'name':'x','creationTimestamp':'2026-01-10T11:55:00Z'"
            + metadata
            + "},"
            + members
            + "}";
    return new Shown(
        resource(kind), ApiObject.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  static ResourceDefinition resource(String kind) {
    return RESOURCES.stream()
        .filter(resource -> resource.kind().equals(kind))
        .min(Comparator.comparing(ResourceDefinition::group))
        .orElseThrow();
  }

  Shown cell(String column, Object expected) {
    assertThat(cells).containsEntry(column, expected);
    return this;
  }
}
