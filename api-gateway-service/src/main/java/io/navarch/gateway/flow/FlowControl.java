package io.navarch.gateway.flow;

import io.navarch.gateway.access.User;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The cluster's flow schemas and priority levels in force. Follows the objects: what they say holds
 * from the first request after they changed.
 */
final class FlowControl {
  static final String GROUP = "flowcontrol.apiserver.k8s.io";
  static final String SCHEMAS = "flowschemas";
  static final String LEVELS = "prioritylevelconfigurations";

  private static final Comparator<FlowSchema> ORDER =
      Comparator.comparingLong(FlowSchema::precedence).thenComparing(FlowSchema::name);

  private final ObjectReader reader;
  private final int totalSeats;
  private final LongSupplier nanos;
  private volatile InForce inForce = new InForce(-1, -1, List.of(), Map.of());

  /** What was read, and of which changes. */
  private record InForce(
      long schemasAt, long levelsAt, List<Entry> entries, Map<String, LevelState> levels) {}

  /** A schema whose level exists. */
  record Entry(FlowSchema schema, LevelState level) {}

  /**
   * @param totalSeats of all levels together
   */
  FlowControl(ObjectReader reader, int totalSeats, LongSupplier nanos) {
    this.reader = reader;
    this.totalSeats = totalSeats;
    this.nanos = nanos;
  }

  /** The first schema that matches, and its level; there always is {@code catch-all}. */
  Entry classify(User user, RequestInfo request) {
    for (Entry entry : current().entries()) {
      if (entry.schema().matches(user, request)) {
        return entry;
      }
    }
    throw new IllegalStateException("no flow schema matches " + user.name());
  }

  /** Levels by name. */
  Map<String, LevelState> levels() {
    return current().levels();
  }

  private InForce current() {
    InForce known = inForce;
    if (known.schemasAt() == reader.lastChange(GROUP, SCHEMAS)
        && known.levelsAt() == reader.lastChange(GROUP, LEVELS)) {
      return known;
    }
    return read();
  }

  private synchronized InForce read() {
    InForce known = inForce;
    long schemasAt = reader.lastChange(GROUP, SCHEMAS);
    long levelsAt = reader.lastChange(GROUP, LEVELS);
    if (known.schemasAt() == schemasAt && known.levelsAt() == levelsAt) {
      return known;
    }
    Map<String, LevelState> levels = levels(known.levels());
    List<Entry> entries = new ArrayList<>();
    objects(SCHEMAS, "FlowSchema").stream()
        .map(FlowSchema::of)
        .sorted(ORDER)
        .forEach(
            schema -> {
              LevelState level = levels.get(schema.level());
              if (level != null) {
                entries.add(new Entry(schema, level));
              }
            });
    InForce made = new InForce(schemasAt, levelsAt, List.copyOf(entries), Map.copyOf(levels));
    inForce = made;
    return made;
  }

  /** What stands, and the mandatory ones even while they are missing. */
  private List<ApiObject> objects(String plural, String kind) {
    List<ApiObject> objects = new ArrayList<>(reader.list(GROUP, plural, ""));
    for (ApiObject wanted : FlowObjects.all()) {
      if (wanted.kind().equals(kind)
          && FlowObjects.isMandatory(wanted.name())
          && objects.stream().noneMatch(o -> o.name().equals(wanted.name()))) {
        objects.add(wanted);
      }
    }
    return objects;
  }

  private Map<String, LevelState> levels(Map<String, LevelState> before) {
    List<PriorityLevel> configured =
        objects(LEVELS, "PriorityLevelConfiguration").stream().map(PriorityLevel::of).toList();
    double shares = Math.max(1, configured.stream().mapToInt(PriorityLevel::shares).sum());
    Map<String, LevelState> levels = new HashMap<>();
    for (PriorityLevel level : configured) {
      int nominal = (int) Math.ceil(totalSeats * level.shares() / shares);
      LevelState old = before.get(level.name());
      levels.put(
          level.name(),
          old == null ? LevelState.of(level, nominal, nanos) : old.changed(level, nominal, nanos));
    }
    return levels;
  }

  /** Of all levels together. */
  int totalSeats() {
    return totalSeats;
  }

  /**
   * Lends free seats of the levels to those that want more, by what they wanted of late.
   *
   * @return what of its aim a level gets that is held by none of its bounds
   */
  double borrow() {
    List<LevelState> limited =
        levels().values().stream().filter(level -> !level.level().exempt()).toList();
    List<SeatAllocation.Claim> claims =
        limited.stream().map(level -> level.claim(totalSeats)).toList();
    double factor = SeatAllocation.factor(totalSeats, claims);
    for (int i = 0; i < claims.size(); i++) {
      double seats = claims.get(i).at(factor);
      limited.get(i).queues().limit(Math.max(1, (int) Math.round(seats)));
    }
    return factor;
  }

  /** Whether the level of a schema exists. */
  boolean hasLevel(ApiObject schema) {
    return levels().containsKey(FlowSchema.of(schema).level());
  }
}
