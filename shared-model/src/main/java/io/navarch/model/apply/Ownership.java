package io.navarch.model.apply;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one change of an object means for its managers. */
final class Ownership {
  private final FieldWrite write;
  private final Map<String, Object> before;
  private final Map<String, Object> after;
  private final Map<String, Comparison> byVersion = new HashMap<>();

  Ownership(
      FieldWrite write,
      Map<String, Object> before,
      Map<String, Object> after,
      Comparison comparison) {
    this.write = write;
    this.before = before;
    this.after = after;
    byVersion.put(write.kind().apiVersion(), comparison);
  }

  /** What an applier would take from others. */
  Conflicts conflicts(Managed managed, Managed.Id applier) {
    Conflicts conflicts = new Conflicts();
    for (Managed.Entry entry : managed.all()) {
      Comparison comparison = entry.id().equals(applier) ? null : comparison(entry.apiVersion());
      if (comparison != null) {
        FieldSet taken = entry.fields().intersection(comparison.changedOrAdded());
        if (!taken.isEmpty()) {
          conflicts.add(entry.id(), taken);
        }
      }
    }
    return conflicts;
  }

  /**
   * Takes from all managers but the applier what changed or went. Managers whose version is no
   * longer served go.
   */
  void takeOver(Managed managed, Managed.@Nullable Id applier) {
    for (Managed.Entry entry : managed.all()) {
      if (entry.id().equals(applier)) {
        continue;
      }
      Comparison comparison = comparison(entry.apiVersion());
      if (comparison == null) {
        managed.remove(entry.id());
        continue;
      }
      FieldSet lost =
          entry.fields().intersection(comparison.changedOrAdded().union(comparison.removed()));
      if (!lost.isEmpty()) {
        managed.put(entry.with(entry.fields().difference(lost)));
      }
    }
  }

  private @Nullable Comparison comparison(String version) {
    Comparison known = byVersion.get(version);
    if (known != null) {
      return known;
    }
    String from = write.kind().apiVersion();
    Versions.Versioned x = write.versions().convert(before, from, version);
    Versions.Versioned y = write.versions().convert(after, from, version);
    if (x == null || y == null) {
      return null;
    }
    Comparison made =
        Comparison.of(MergeType.of(y.schema()), x.object(), y.object()).filtered(write.writable());
    byVersion.put(version, made);
    return made;
  }
}
