package io.navarch.gateway;

import io.navarch.gateway.strategy.Strategies;
import io.navarch.gateway.strategy.Strategy;
import io.navarch.gateway.table.Tables;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** General rules and columns for kinds that have none of their own. */
final class InterimKinds {
  private InterimKinds() {}

  static Strategies strategies() {
    Strategy status =
        new Strategy() {
          @Override
          public void prepareForUpdate(ApiObject object, ApiObject old, String subresource) {
            if (subresource.equals("status")) {
              Object now = object.root().get("status");
              ApiObject kept = old.copy();
              object.root().clear();
              object.root().putAll(kept.root());
              if (now != null) {
                object.root().put("status", now);
              }
            } else if (old.root().get("status") != null) {
              object.root().put("status", old.root().get("status"));
            }
          }
        };
    return _ -> status;
  }

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
