package io.navarch.model.apply;

import io.navarch.model.decode.Normalizer;
import io.navarch.model.json.Json;
import io.navarch.model.status.ApiException;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields} true on every write, and carries out server-side apply. The
 * rules are those of the Kubernetes API's server-side apply; see docs/apply.md.
 */
public final class FieldManager {
  private static final String MANAGED_FIELDS = "managedFields";
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";
  private static final String KUBECTL = "kubectl";

  /** What the server itself writes is owned by nobody. */
  private static final FieldSet SYSTEM =
      FieldSet.of("apiVersion")
          .union(FieldSet.of("kind"))
          .union(FieldSet.of("metadata"))
          .union(FieldSet.of("metadata", "name"))
          .union(FieldSet.of("metadata", "namespace"))
          .union(FieldSet.of("metadata", "creationTimestamp"))
          .union(FieldSet.of("metadata", "selfLink"))
          .union(FieldSet.of("metadata", "uid"))
          .union(FieldSet.of("metadata", "clusterName"))
          .union(FieldSet.of("metadata", "generation"))
          .union(FieldSet.of("metadata", MANAGED_FIELDS))
          .union(FieldSet.of("metadata", "resourceVersion"));

  private FieldManager() {}

  /**
   * A create, update or patch: sets the managers of what is about to be stored.
   *
   * @param live what stood before, null on a create; is not changed
   * @param updated as the client wants it; its managedFields are replaced
   */
  public static void update(
      FieldWrite write, @Nullable Map<String, Object> live, Map<String, Object> updated) {
    Map<String, Object> metadata = child(updated, "metadata");
    Managed managed = managedOf(write, live, metadata);
    metadata.remove(MANAGED_FIELDS);
    if (managed.isEmpty() && live != null) {
      // An object that nobody manages stays so until somebody applies it.
      return;
    }
    changed(write, live == null ? empty(write) : live, updated, managed);
    managed.writeTo(metadata);
  }

  private static Managed managedOf(
      FieldWrite write, @Nullable Map<String, Object> live, Map<String, Object> sent) {
    Map<String, Object> before =
        live == null ? Map.of() : FieldSet.map(orEmpty(live.get("metadata")));
    Managed stored = Managed.stored(before).orElseGet(Managed::none);
    if (!write.subresource().isEmpty()) {
      return stored;
    }
    if (!(sent.get(MANAGED_FIELDS) instanceof List<?> list)) {
      return stored;
    }
    if (isReset(list, write.schema().structural())) {
      return Managed.none();
    }
    if (Json.equal(list, before.get(MANAGED_FIELDS))) {
      return stored;
    }
    return Managed.sent(sent).filter(m -> !m.isEmpty()).orElse(stored);
  }

  /** Of custom objects an empty list says as little as none. */
  private static boolean isReset(List<?> list, boolean custom) {
    return (list.isEmpty() && !custom)
        || (list.size() == 1 && list.getFirst() instanceof Map<?, ?> map && map.isEmpty());
  }

  private static void changed(
      FieldWrite write, Map<String, Object> before, Map<String, Object> after, Managed managed) {
    String version = write.kind().apiVersion();
    MergeType type = MergeType.of(write.schema());
    SchemaChanges.reconcile(write, before, managed);
    Comparison comparison = Comparison.of(type, before, after).filtered(write.writable());
    new Ownership(write, before, after, comparison).takeOver(managed, null);
    managed.dropEmpty();
    FieldSet mine = write.writable().apply(comparison.changedOrAdded()).difference(SYSTEM);
    Managed.Id me = Managed.Id.of(name(write), Managed.UPDATE, version, write.subresource());
    if (!mine.isEmpty()) {
      Managed.Entry previous = managed.get(me);
      FieldSet all = previous == null ? mine : mine.union(previous.fields());
      managed.put(new Managed.Entry(me, version, time(write), all, null));
    }
    UpdateCap.apply(managed);
  }

  private static String name(FieldWrite write) {
    return write.manager().isEmpty() ? "unknown" : write.manager();
  }

  /**
   * Server-side apply.
   *
   * @param live what stands, null when there is no such object; is not changed
   * @param config the applied configuration; is used up
   * @param force whether to take over what others own
   * @return what shall be stored, with its managers; not normalized, shares parts with the
   *     arguments
   * @throws ApiException 400 when the configuration does not fit, 409 with one cause a conflict
   */
  public static Map<String, Object> apply(
      FieldWrite write,
      @Nullable Map<String, Object> live,
      Map<String, Object> config,
      boolean force) {
    requireKind(write, config);
    Map<String, Object> before = live == null ? empty(write) : live;
    Managed managed =
        Managed.stored(FieldSet.map(orEmpty(before.get("metadata"))))
            .orElseThrow(() -> ApiException.badRequest("failed to decode managed fields"));
    Map<String, Object> result;
    try {
      result = applyOrConflict(write, before, config, managed, force);
    } catch (ConflictException e) {
      result = retryForKubectl(write, before, config, managed, e.conflicts());
    }
    if (write.manager().equals(KUBECTL)) {
      LastApplied.refresh(result, config);
    }
    return result;
  }

  private static Map<String, Object> retryForKubectl(
      FieldWrite write,
      Map<String, Object> before,
      Map<String, Object> config,
      Managed managed,
      Conflicts conflicts) {
    if (!write.manager().equals(KUBECTL)) {
      throw conflicts.toRefusal();
    }
    Optional<FieldSet> allowed = LastApplied.owned(write, before);
    if (allowed.isEmpty()) {
      throw conflicts.toRefusal();
    }
    Conflicts left = conflicts.without(allowed.get());
    if (!left.isEmpty()) {
      throw left.toRefusal();
    }
    return applyOrConflict(write, before, config, managed, true);
  }

  private static void requireKind(FieldWrite write, Map<String, Object> config) {
    String apiVersion = config.get("apiVersion") instanceof String s ? s : "";
    String kind = config.get("kind") instanceof String s ? s : "";
    if (!apiVersion.equals(write.kind().apiVersion()) || !kind.equals(write.kind().kind())) {
      int slash = apiVersion.indexOf('/');
      String group = slash < 0 ? "" : apiVersion.substring(0, slash);
      throw ApiException.badRequest(
          "invalid object type: "
              + group
              + "/"
              + apiVersion.substring(slash + 1)
              + ", Kind="
              + kind);
    }
  }

  private static Map<String, Object> applyOrConflict(
      FieldWrite write,
      Map<String, Object> live,
      Map<String, Object> config,
      Managed stored,
      boolean force) {
    Managed managed = stored.copy();
    if (managed.isEmpty()) {
      FieldWrite earlier =
          new FieldWrite(
              write.schema(),
              write.kind(),
              write.subresource(),
              BEFORE_FIRST_APPLY,
              write.now(),
              write.writable(),
              write.versions());
      changed(earlier, empty(write), live, managed);
    }
    if (FieldSet.map(orEmpty(config.get("metadata"))).get(MANAGED_FIELDS) instanceof List<?>) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    MergeType type = MergeType.of(write.schema());
    String unfit = AppliedCheck.check(type, config);
    if (!unfit.isEmpty()) {
      throw unfit(write, config, unfit);
    }
    SchemaChanges.reconcile(write, live, managed);
    String version = write.kind().apiVersion();
    Managed.Id me = Managed.Id.of(write.manager(), Managed.APPLY, version, write.subresource());
    Managed.Entry last = managed.get(me);
    FieldSet mine = write.writable().apply(FieldSets.of(type, config));
    String lastTime = last == null ? null : last.time();
    managed.remove(me);
    managed.put(new Managed.Entry(me, version, lastTime, mine, null));
    Map<String, Object> merged = ConfigMerge.merge(type, live, config);
    merged = Pruning.prune(write, merged, managed, last, mine);
    Comparison comparison = Comparison.of(type, live, merged).filtered(write.writable());
    Ownership ownership = new Ownership(write, live, merged, comparison);
    if (!force) {
      Conflicts conflicts = ownership.conflicts(managed, me);
      if (!conflicts.isEmpty()) {
        throw new ConflictException(conflicts);
      }
    }
    ownership.takeOver(managed, me);
    settle(write, managed, me, last, !Json.equal(live, merged));
    Map<String, Object> metadata = new LinkedHashMap<>(child(merged, "metadata"));
    managed.writeTo(metadata);
    Map<String, Object> result = new LinkedHashMap<>(merged);
    result.put("metadata", metadata);
    return result;
  }

  /** Brings the applier's own entry into its final form. */
  private static void settle(
      FieldWrite write,
      Managed managed,
      Managed.Id me,
      Managed.@Nullable Entry last,
      boolean changed) {
    Managed.Entry entry = managed.get(me);
    if (entry == null) {
      return;
    }
    Managed.Entry stripped = entry.with(entry.fields().difference(SYSTEM));
    if (changed) {
      stripped = stripped.at(time(write));
    } else if (last != null
        && last.apiVersion().equals(stripped.apiVersion())
        && last.fields().equals(stripped.fields())) {
      stripped = last;
    }
    managed.put(stripped);
  }

  private static ApiException unfit(FieldWrite write, Map<String, Object> config, String why) {
    Map<String, Object> metadata = FieldSet.map(orEmpty(config.get("metadata")));
    String namespace = metadata.get("namespace") instanceof String s ? s : "";
    String name = metadata.get("name") instanceof String s ? s : "";
    // The API gives no reason here, and clients show the message as it is.
    return new ApiException(
        400,
        "",
        "failed to create typed patch object ("
            + namespace
            + "/"
            + name
            + "; "
            + write.kind().group()
            + "/"
            + write.kind().version()
            + ", Kind="
            + write.kind().kind()
            + "): "
            + why,
        ApiException.Details.NONE);
  }

  /** An object of the kind in which nothing is set. */
  static Map<String, Object> empty(FieldWrite write) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", write.kind().kind());
    object.put("apiVersion", write.kind().apiVersion());
    Normalizer.normalize(write.schema(), object);
    object.putIfAbsent("metadata", new LinkedHashMap<>());
    return object;
  }

  private static String time(FieldWrite write) {
    return DateTimeFormatter.ISO_INSTANT.format(write.now().truncatedTo(ChronoUnit.SECONDS));
  }

  static Object orEmpty(@Nullable Object value) {
    return value == null ? Map.of() : value;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> child(Map<String, Object> parent, String name) {
    if (parent.get(name) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    Map<String, Object> made = new LinkedHashMap<>();
    parent.put(name, made);
    return made;
  }

  /**
   * Undoes changes of times if nothing but times changed, so that a write that says nothing new is
   * not stored.
   *
   * @param updated gets the old managers back in that case
   */
  public static void forgetTimes(Map<String, Object> old, Map<String, Object> updated) {
    Map<String, Object> before = FieldSet.map(orEmpty(old.get("metadata")));
    Map<String, Object> after = FieldSet.map(orEmpty(updated.get("metadata")));
    if (before.get(MANAGED_FIELDS) instanceof List<?> a
        && after.get(MANAGED_FIELDS) instanceof List<?> b
        && !a.isEmpty()
        && Managed.equalButTimes(a, b)
        && equalButManagers(old, updated)) {
      after.put(MANAGED_FIELDS, a);
    }
  }

  private static boolean equalButManagers(Map<String, Object> a, Map<String, Object> b) {
    return a.size() == b.size()
        && a.entrySet().stream()
            .allMatch(
                e ->
                    e.getKey().equals("metadata")
                        ? equalMetadata(
                            FieldSet.map(orEmpty(e.getValue())),
                            FieldSet.map(orEmpty(b.get("metadata"))))
                        : b.containsKey(e.getKey()) && Json.equal(e.getValue(), b.get(e.getKey())));
  }

  private static boolean equalMetadata(Map<String, Object> a, Map<String, Object> b) {
    return a.size() == b.size()
        && a.entrySet().stream()
            .allMatch(
                e ->
                    e.getKey().equals(MANAGED_FIELDS)
                        || (b.containsKey(e.getKey())
                            && Json.equal(e.getValue(), b.get(e.getKey()))));
  }
}
