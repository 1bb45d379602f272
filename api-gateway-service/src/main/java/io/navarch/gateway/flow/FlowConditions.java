package io.navarch.gateway.flow;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Tells on every flow schema whether the priority level that it names exists. */
final class FlowConditions {
  private static final String DANGLING = "Dangling";
  private static final String CONSUMER = "api-priority-and-fairness-config-consumer-v1";

  private final FlowControl control;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final Supplier<ResourceDefinition> schemas;
  private final InstantSource clock;
  private long schemasSeen = -1;
  private long levelsSeen = -1;

  FlowConditions(
      FlowControl control,
      ObjectReader reader,
      ObjectWriter writer,
      Supplier<ResourceDefinition> schemas,
      InstantSource clock) {
    this.control = control;
    this.reader = reader;
    this.writer = writer;
    this.schemas = schemas;
    this.clock = clock;
  }

  /** Looks only when a schema or a level changed since the last call. */
  void update() {
    long schemasNow = reader.lastChange(FlowControl.GROUP, FlowControl.SCHEMAS);
    long levelsNow = reader.lastChange(FlowControl.GROUP, FlowControl.LEVELS);
    if (schemasNow == schemasSeen && levelsNow == levelsSeen) {
      return;
    }
    for (ApiObject schema : reader.list(FlowControl.GROUP, FlowControl.SCHEMAS, "")) {
      Map<String, Object> wanted = condition(schema);
      if (!says(schema, wanted)) {
        write(schema.name(), wanted);
      }
    }
    schemasSeen = schemasNow;
    levelsSeen = levelsNow;
  }

  private Map<String, Object> condition(ApiObject schema) {
    boolean exists = control.hasLevel(schema);
    String reference =
        "This FlowSchema references the PriorityLevelConfiguration object named \""
            + FlowSchema.of(schema).level()
            + "\"";
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", DANGLING);
    condition.put("status", exists ? "False" : "True");
    condition.put("lastTransitionTime", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    condition.put("reason", exists ? "Found" : "NotFound");
    condition.put(
        "message", reference + (exists ? " and it exists" : " but there is no such object"));
    return condition;
  }

  private static List<Object> conditions(ApiObject schema) {
    return ApiObject.listAt(ApiObject.mapAt(schema.root(), "status"), "conditions");
  }

  private static boolean says(ApiObject schema, Map<String, Object> wanted) {
    return conditions(schema).stream()
        .anyMatch(
            c ->
                c instanceof Map<?, ?> condition
                    && DANGLING.equals(condition.get("type"))
                    && Objects.equals(wanted.get("status"), condition.get("status"))
                    && Objects.equals(wanted.get("message"), condition.get("message")));
  }

  private void write(String name, Map<String, Object> wanted) {
    try {
      ApiObject unused =
          writer.applyStatus(CONSUMER, schemas.get(), name, Map.of("conditions", List.of(wanted)));
    } catch (ApiException e) {
      if (!e.reason().equals("NotFound")) {
        throw e;
      }
    }
  }
}
