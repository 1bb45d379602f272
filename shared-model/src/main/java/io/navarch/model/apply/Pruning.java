package io.navarch.model.apply;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Removes what an applier set the last time and no longer sets, unless somebody else owns it. The
 * set of what goes is found in the version in which it was applied.
 */
final class Pruning {
  private Pruning() {}

  /**
   * @param merged the live object with the new configuration in it
   * @param managed with the applier's new entry
   * @param last what the applier owned before, null on its first apply
   * @param mine what it sets now
   */
  static Map<String, Object> prune(
      FieldWrite write,
      Map<String, Object> merged,
      Managed managed,
      Managed.@Nullable Entry last,
      FieldSet mine) {
    String now = write.kind().apiVersion();
    if (last == null
        || last.fields().isEmpty()
        || (last.apiVersion().equals(now) && last.fields().difference(mine).isEmpty())) {
      return merged;
    }
    String then = last.apiVersion();
    Versions.Versioned start = convert(write, merged, now, then);
    if (start == null) {
      return merged;
    }
    MergeType type = MergeType.of(start.schema());
    FieldSet lastNamed = ItemRemoval.withNamedParents(type, last.fields());
    Map<String, Object> pruned = ItemRemoval.remove(type, start.object(), lastNamed);
    pruned = addBackOwned(write, start.object(), pruned, then, managed);
    pruned = addBackDangling(type, start.object(), pruned, lastNamed);
    Versions.Versioned end = convert(write, pruned, then, now);
    return end == null ? merged : end.object();
  }

  /** Puts back what any manager owns, in the version in which it owns it. */
  private static Map<String, Object> addBackOwned(
      FieldWrite write,
      Map<String, Object> merged,
      Map<String, Object> pruned,
      String version,
      Managed managed) {
    Map<String, FieldSet> owned = new LinkedHashMap<>();
    owned.put(version, FieldSet.EMPTY);
    for (Managed.Entry entry : managed.all()) {
      owned.merge(entry.apiVersion(), entry.fields(), FieldSet::union);
    }
    Map<String, Object> whole = merged;
    Map<String, Object> rest = pruned;
    String at = version;
    for (Map.Entry<String, FieldSet> each : owned.entrySet()) {
      Versions.Versioned x = convert(write, whole, at, each.getKey());
      Versions.Versioned y = convert(write, rest, at, each.getKey());
      if (x == null || y == null) {
        continue;
      }
      whole = x.object();
      at = each.getKey();
      MergeType type = MergeType.of(x.schema());
      FieldSet kept =
          named(type, y.object()).union(ItemRemoval.withNamedParents(type, each.getValue()));
      rest = ItemRemoval.remove(type, whole, named(type, whole).difference(kept));
    }
    Versions.Versioned back = convert(write, rest, at, version);
    return back == null ? merged : back.object();
  }

  /** Puts back what went with a parent although the applier had never set it. */
  private static Map<String, Object> addBackDangling(
      MergeType type, Map<String, Object> merged, Map<String, Object> pruned, FieldSet last) {
    FieldSet gone = named(type, merged).difference(named(type, pruned));
    return ItemRemoval.remove(type, merged, gone.intersection(last));
  }

  private static FieldSet named(MergeType type, Map<String, Object> object) {
    return ItemRemoval.withNamedParents(type, FieldSets.of(type, object));
  }

  private static Versions.@Nullable Versioned convert(
      FieldWrite write, Map<String, Object> object, String from, String to) {
    if (from.equals(to) && to.equals(write.kind().apiVersion())) {
      return new Versions.Versioned(write.schema(), object);
    }
    return write.versions().convert(object, from, to);
  }
}
