package io.navarch.controller.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The annotations by which a Deployment's history is kept on its ReplicaSets. */
final class Revisions {

  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";
  private static final int MAX_HISTORY_CHARS = 2000;

  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          DESIRED,
          MAX,
          "deprecated.deployment.rollback.to");

  private Revisions() {}

  static Map<String, String> annotations(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? Map.of() : annotations;
  }

  /** The revision of a ReplicaSet; 0 when it has none. */
  static long of(ReplicaSet set) {
    Long revision = number(annotations(set).get(REVISION));
    return revision == null ? 0 : revision;
  }

  /** One more than the highest revision of the sets. */
  static long next(List<ReplicaSet> old) {
    return old.stream().mapToLong(Revisions::of).max().orElse(0) + 1;
  }

  /** A count in an annotation; null when it is absent or not a count. */
  static @Nullable Integer count(ReplicaSet set, String annotation) {
    Long value = number(annotations(set).get(annotation));
    return value == null || value < 0 || value > Integer.MAX_VALUE ? null : value.intValue();
  }

  /**
   * The annotations of the newest ReplicaSet: the Deployment's own, the revision, and, when the set
   * had an older revision (a rollback), that one in its history.
   */
  static Map<String, String> forNewest(
      Deployment deployment, Map<String, String> before, long revision) {
    Map<String, String> after = new LinkedHashMap<>(before);
    annotations(deployment)
        .forEach(
            (key, value) -> {
              if (!NOT_COPIED.contains(key)) {
                after.put(key, value);
              }
            });
    String old = before.get(REVISION);
    Long oldRevision = old == null || old.isEmpty() ? Long.valueOf(0) : number(old);
    if (oldRevision != null && oldRevision < revision) {
      after.put(REVISION, Long.toString(revision));
      if (old != null) {
        appendHistory(after, old);
      }
    }
    return after;
  }

  /**
   * The size that the Deployment wants and may reach, kept on each set for proportional scaling.
   */
  static Map<String, String> withSizes(Map<String, String> before, int desired, int max) {
    Map<String, String> after = new LinkedHashMap<>(before);
    after.put(DESIRED, Integer.toString(desired));
    after.put(MAX, Integer.toString(max));
    return after;
  }

  private static void appendHistory(Map<String, String> annotations, String old) {
    String history = annotations.getOrDefault(HISTORY, "");
    List<String> revisions =
        new ArrayList<>(history.isEmpty() ? List.of() : Arrays.asList(history.split(",", -1)));
    revisions.add(old);
    while (revisions.size() > 1 && String.join(",", revisions).length() > MAX_HISTORY_CHARS) {
      revisions.removeFirst();
    }
    annotations.put(HISTORY, String.join(",", revisions));
  }

  private static @Nullable Long number(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }
}
