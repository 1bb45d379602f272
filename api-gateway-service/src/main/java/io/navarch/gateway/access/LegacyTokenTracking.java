package io.navarch.gateway.access;

import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.loop.Changes;
import io.navarch.gateway.loop.Looping;
import io.navarch.gateway.loop.ReconcileLoop;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes down since when this cluster notes the use of legacy tokens: nothing that was unused for
 * longer may be told apart from what was used before. The ConfigMap is part of the Kubernetes API.
 * Who deletes or spoils it starts the count anew; it is made once in half an hour at the most, as
 * upstream has it.
 */
final class LegacyTokenTracking implements BootstrapStep, Looping, AutoCloseable {
  private static final String NAMESPACE = "kube-system";
  private static final String NAME = "kube-apiserver-legacy-service-account-token-tracking";
  private static final String SINCE = "since";
  private static final int AFTER_NAMESPACES = 300;
  private static final String KEY = NAMESPACE + "/" + NAME;
  private static final Duration BETWEEN_CREATIONS = Duration.ofMinutes(30);

  private final ResourceDefinition configMaps;
  private final ResourceCaches caches;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final InstantSource clock;
  private final ReconcileLoop loop =
      new ReconcileLoop(
          "legacy-token-tracking", Duration.ofMillis(200), Duration.ofSeconds(10), _ -> ensure());
  private volatile Instant created = Instant.MIN;

  LegacyTokenTracking(
      ResourceCatalog catalog,
      ResourceCaches caches,
      ObjectReader reader,
      ObjectWriter writer,
      InstantSource clock) {
    this.configMaps = catalog.byPlural("", "v1", "configmaps").orElseThrow();
    this.caches = caches;
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
    boolean unused = ensure();
    String key = configMaps.storagePrefix("") + KEY;
    Changes.follow(
        caches,
        configMaps,
        event -> {
          if (event.object().key().equals(key)) {
            loop.add(KEY);
          }
        },
        _ -> loop.add(KEY));
    loop.start();
  }

  /** Brings the ConfigMap to what it should be; always done with it for now. */
  boolean ensure() {
    Instant now = clock.instant();
    String today = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
    ApiObject map = reader.get("", "configmaps", NAMESPACE, NAME).orElse(null);
    if (map == null) {
      create(now, today);
    } else if (!isDay(since(map))) {
      correct(today);
    }
    return true;
  }

  private void create(Instant now, String today) {
    Instant next = created.equals(Instant.MIN) ? now : created.plus(BETWEEN_CREATIONS);
    if (next.isAfter(now)) {
      loop.addAfter(KEY, Duration.between(now, next));
      return;
    }
    writer.createUnlessThere(configMaps, tracking(today));
    created = now;
  }

  private void correct(String today) {
    try {
      ApiObject unused =
          writer.update(
              configMaps,
              NAMESPACE,
              NAME,
              current -> {
                ApiObject.child(current.root(), "data").put(SINCE, today);
                return current;
              });
    } catch (ApiException gone) {
      if (!gone.reason().equals("NotFound")) {
        throw gone;
      }
    }
  }

  @Override
  public ReconcileLoop loop() {
    return loop;
  }

  @Override
  public void close() {
    loop.close();
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
