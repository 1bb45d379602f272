package io.navarch.model.apply;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Moves the ownership of the number of replicas between a workload and its {@code autoscaling/v1}
 * scale, which are two views of one field.
 */
public final class ScaleManagers {
  private static final String SCALE = "autoscaling/v1";
  private static final FieldSet IN_SCALE = FieldSet.of("spec", "replicas");

  private ScaleManagers() {}

  /**
   * Gives a scale the managers of the workload who own its replicas.
   *
   * @param replicas the path of the replicas in a version of the workload, null for versions that
   *     are not served
   */
  public static void toScale(
      Map<String, Object> workload,
      Map<String, Object> scaleMetadata,
      Function<String, @Nullable FieldSet> replicas) {
    Managed result = Managed.none();
    for (Managed.Entry entry : of(workload).all()) {
      FieldSet path = replicas.apply(entry.apiVersion());
      if (path != null && !entry.fields().intersection(path).isEmpty()) {
        result.put(new Managed.Entry(entry.id(), SCALE, entry.time(), IN_SCALE, null));
      }
    }
    result.writeTo(scaleMetadata);
  }

  /**
   * Gives a workload the managers that it has after a write of its scale.
   *
   * @param workload its managedFields are replaced
   * @param version the workload's version in this request
   */
  public static void toWorkload(
      Map<String, Object> scale,
      Map<String, Object> workload,
      String version,
      Function<String, @Nullable FieldSet> replicas) {
    Managed result = Managed.none();
    Managed before = of(workload);
    Managed left = of(scale).copy();
    for (Managed.Entry entry : before.all()) {
      FieldSet path = replicas.apply(entry.apiVersion());
      if (path == null) {
        continue;
      }
      if (entry.fields().intersection(path).isEmpty()) {
        result.put(entry);
      } else if (left.get(entry.id()) == null) {
        // Somebody took the replicas over.
        result.put(entry.with(entry.fields().difference(path)));
      } else {
        result.put(entry);
        left.remove(entry.id());
      }
    }
    FieldSet path = replicas.apply(version);
    for (Managed.Entry entry : left.all()) {
      if (path != null && entry.fields().has("spec", "replicas")) {
        Managed.Entry earlier = before.get(entry.id());
        String time = earlier == null ? null : earlier.time();
        result.put(new Managed.Entry(entry.id(), version, time, path, null));
      }
    }
    result.writeTo(FieldSet.map(FieldManager.orEmpty(workload.get("metadata"))));
  }

  private static Managed of(Map<String, Object> object) {
    return Managed.stored(FieldSet.map(FieldManager.orEmpty(object.get("metadata"))))
        .orElseGet(Managed::none);
  }
}
