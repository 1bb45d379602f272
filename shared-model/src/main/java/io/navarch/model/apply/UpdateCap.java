package io.navarch.model.apply;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keeps the number of managers who wrote without applying small: the oldest become one. */
final class UpdateCap {
  private static final int MAX = 10;
  private static final String BUCKET = "ancient-changes";

  private UpdateCap() {}

  static void apply(Managed managed) {
    List<Managed.Entry> updaters =
        managed.all().stream()
            .filter(e -> !e.id().applies())
            .sorted(
                Comparator.comparing((Managed.Entry e) -> Objects.requireNonNullElse(e.time(), ""))
                    .thenComparing(Managed.Entry::id))
            .toList();
    int left = updaters.size();
    Map<String, Managed.Entry> firstOfVersion = new HashMap<>();
    for (Managed.Entry updater : updaters) {
      if (left <= MAX) {
        return;
      }
      String version = updater.apiVersion();
      Managed.Entry first = firstOfVersion.putIfAbsent(version, updater);
      if (first == null) {
        continue;
      }
      Managed.Id bucket = Managed.Id.of(BUCKET, Managed.UPDATE, version, "");
      Managed.Entry earlier = managed.get(bucket);
      if (earlier == null) {
        managed.remove(first.id());
        earlier = first;
      }
      managed.remove(updater.id());
      managed.put(
          new Managed.Entry(
              bucket, version, updater.time(), earlier.fields().union(updater.fields()), null));
      left--;
    }
  }
}
