package io.navarch.gateway.flow;

import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.BootstrapWrites;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The schemas and levels that every cluster has. {@code exempt} and {@code catch-all} always are as
 * they must be; the others are made where they are missing, and kept as they were made until
 * somebody changes them or their annotation {@code apf.kubernetes.io/autoupdate-spec} says no.
 */
final class FlowBootstrap implements BootstrapStep {
  static final String AUTO_UPDATE = "apf.kubernetes.io/autoupdate-spec";
  private static final int ORDER = 150;

  private static final String PRODUCER = "api-priority-and-fairness-config-producer-v1";

  private final ResourceCatalog catalog;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final List<ApiObject> wanted = FlowObjects.all();

  FlowBootstrap(ResourceCatalog catalog, ObjectReader reader, ObjectWriter writer) {
    this.catalog = catalog;
    this.reader = reader;
    this.writer = writer;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void run() {
    BootstrapWrites.each(wanted, this::reconcile);
  }

  ResourceDefinition resource(String plural) {
    return catalog
        .byPlural(FlowControl.GROUP, "v1", plural)
        .orElseThrow(() -> new IllegalStateException("no resource " + plural));
  }

  private void reconcile(ApiObject object) {
    String plural = object.kind().toLowerCase(Locale.ROOT) + "s";
    ResourceDefinition resource = resource(plural);
    ApiObject now = reader.get(FlowControl.GROUP, plural, "", object.name()).orElse(null);
    try {
      if (now == null) {
        writer.createUnlessThere(PRODUCER, resource, object);
      } else if (mayChange(now) && !hasSpec(now, spec(now, object))) {
        ApiObject unused =
            writer.update(resource, "", object.name(), current -> restored(current, object));
      }
    } catch (ApiException e) {
      if (!e.reason().equals("NotFound")) {
        throw e;
      }
    }
  }

  private static boolean mayChange(ApiObject now) {
    if (FlowObjects.isMandatory(now.name())) {
      return true;
    }
    Object said = now.annotations().get(AUTO_UPDATE);
    boolean untouched = now.metadata().get("generation") instanceof Number n && n.longValue() == 1;
    return said == null ? untouched : "true".equals(said);
  }

  private static boolean hasSpec(ApiObject now, Map<String, Object> spec) {
    return Json.equal(ApiObject.mapAt(now.root(), "spec"), spec);
  }

  /** An administrator may set how much the exempt level lends. */
  private static Map<String, Object> spec(ApiObject now, ApiObject object) {
    Map<String, Object> spec = object.copy().root();
    Map<String, Object> wantedSpec = ApiObject.child(spec, "spec");
    Object exempt = ApiObject.mapAt(now.root(), "spec").get("exempt");
    if (wantedSpec.containsKey("exempt") && exempt != null) {
      wantedSpec.put("exempt", exempt);
    }
    return wantedSpec;
  }

  private static ApiObject restored(ApiObject current, ApiObject object) {
    ApiObject result = current.copy();
    result.root().put("spec", spec(current, object));
    if (result.metadata().get("generation") instanceof Number n) {
      result.metadata().put("generation", n.longValue() + 1);
    }
    return result;
  }
}
