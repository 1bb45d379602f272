package io.navarch.gateway;

import io.navarch.gateway.table.Tables;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** General columns for kinds that have none of their own. */
final class InterimKinds {
  private InterimKinds() {}

  static Tables tables() {
    return new Tables() {
      @Override
      public List<Map<String, Object>> columns(ResourceDefinition resource) {
        return List.of(
            Map.of(
                "name",
                "Name",
                "type",
                "string",
                "format",
                "name",
                "description",
                "",
                "priority",
                0L),
            Map.of(
                "name",
                "Created At",
                "type",
                "date",
                "format",
                "",
                "description",
                "",
                "priority",
                0L));
      }

      @Override
      public List<Object> cells(ResourceDefinition resource, ApiObject object, Instant now) {
        return List.of(object.name(), String.valueOf(object.metadata().get("creationTimestamp")));
      }
    };
  }
}
