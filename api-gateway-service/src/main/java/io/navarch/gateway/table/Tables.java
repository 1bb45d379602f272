package io.navarch.gateway.table;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Turns objects into {@code meta.k8s.io/v1 Table} columns and cells, as {@code kubectl get} shows
 * them.
 */
public interface Tables {
  /** The {@code columnDefinitions}. */
  List<Map<String, Object>> columns(ResourceDefinition resource);

  /** The {@code conditions} of one object's row: whether it is over. */
  default List<Object> conditions(ResourceDefinition resource, ApiObject object) {
    return List.of();
  }

  /** The {@code cells} of one object's row. */
  List<Object> cells(ResourceDefinition resource, ApiObject object, Instant now);
}
