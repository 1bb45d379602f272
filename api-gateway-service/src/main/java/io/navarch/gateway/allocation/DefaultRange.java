package io.navarch.gateway.allocation;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ServiceCIDR that the gateway itself makes and says to be ready. */
final class DefaultRange {
  private static final String NAME = "kubernetes";
  private static final String CONTROLLER = "kubernetes-service-cidr-controller";
  private static final String READY = "Ready";

  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final InstantSource clock;

  DefaultRange(ObjectReader reader, ObjectWriter writer, InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Makes it where it is missing. One of another range, one that goes, or one whose readiness
   * somebody told already, is left alone.
   */
  void ensure(ResourceDefinition ranges, String cidr) {
    Optional<ApiObject> known = reader.get(ranges.group(), ranges.plural(), "", NAME);
    if (known.isEmpty()) {
      String range =
          "{\"metadata\":{\"name\":\"" + NAME + "\"},\"spec\":{\"cidrs\":[\"" + cidr + "\"]}}";
      writer.createUnlessThere(
          ranges, new ApiObject(Json.readObject(range.getBytes(StandardCharsets.UTF_8))));
    }
    if (known.isEmpty() || isReadyUntold(known.get(), cidr)) {
      ApiObject unused = writer.applyStatus(CONTROLLER, ranges, NAME, ready());
    }
  }

  private static boolean isReadyUntold(ApiObject range, String cidr) {
    return range.metadata().get("deletionTimestamp") == null
        && List.of(cidr).equals(range.at("spec", "cidrs"))
        && ApiObject.listAt(ApiObject.mapAt(range.root(), "status"), "conditions").stream()
            .noneMatch(c -> c instanceof Map<?, ?> told && READY.equals(told.get("type")));
  }

  private Map<String, Object> ready() {
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", READY);
    condition.put("status", "True");
    condition.put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    condition.put("message", "Kubernetes default Service CIDR is ready");
    return Map.of("conditions", List.of(condition));
  }
}
