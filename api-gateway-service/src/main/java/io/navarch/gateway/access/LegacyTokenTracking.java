package io.navarch.gateway.access;

import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes down since when this cluster notes the use of legacy tokens: nothing that was unused for
 * longer may be told apart from what was used before. The ConfigMap is part of the Kubernetes API.
 */
final class LegacyTokenTracking implements BootstrapStep {
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "kube-apiserver-legacy-service-account-token-tracking";
  private static final String SINCE = "since";
  private static final int AFTER_NAMESPACES = 300;

  private final ResourceDefinition configMaps;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final InstantSource clock;

  LegacyTokenTracking(
      ResourceCatalog catalog, ObjectReader reader, ObjectWriter writer, InstantSource clock) {
    this.configMaps = catalog.byPlural("", "v1", "configmaps").orElseThrow();
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public int order() {
    return AFTER_NAMESPACES;
  }

  @Override
  public void run() {
    String today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
    ApiObject now = reader.get("", "configmaps", NAMESPACE, NAME).orElse(null);
    try {
      if (now == null) {
        writer.createUnlessThere(configMaps, tracking(today));
      } else if (!isDay(since(now))) {
        writer.update(
            configMaps,
            NAMESPACE,
            NAME,
            current -> {
              ApiObject.child(current.root(), "data").put(SINCE, today);
              return current;
            });
      }
    } catch (ApiException otherGatewayWasFaster) {
      if (!otherGatewayWasFaster.reason().equals("NotFound")) {
        throw otherGatewayWasFaster;
      }
    }
  }

  private static ApiObject tracking(String today) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", "ConfigMap");
    root.put("apiVersion", "v1");
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", NAME);
    metadata.put("namespace", NAMESPACE);
    root.put("metadata", metadata);
    root.put("data", new LinkedHashMap<>(Map.of(SINCE, today)));
    return new ApiObject(root);
  }

  private static String since(ApiObject map) {
    return ApiObject.string(ApiObject.mapAt(map.root(), "data"), SINCE);
  }

  private static boolean isDay(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
