package io.navarch.scheduler.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A label selector: every requirement must hold. Without requirements it matches everything; {@link
 * #NOTHING} matches nothing, as an absent selector does in the API.
 */
public record LabelQuery(List<Requirement> requirements, boolean nothing) {
  public static final LabelQuery NOTHING = new LabelQuery(List.of(), true);
  public static final LabelQuery EVERYTHING = new LabelQuery(List.of(), false);

  public LabelQuery {
    requirements = List.copyOf(requirements);
  }

  /** A selector that asks for exact values. */
  public static LabelQuery ofLabels(@Nullable Map<String, String> labels) {
    if (labels == null || labels.isEmpty()) {
      return EVERYTHING;
    }
    List<Requirement> requirements = new ArrayList<>(labels.size());
    new TreeMap<>(labels)
        .forEach(
            (key, value) ->
                requirements.add(
                    new Requirement(
                        key, Requirement.Operator.IN, List.of(value == null ? "" : value))));
    return new LabelQuery(requirements, false);
  }

  public boolean matches(LabelSet labels) {
    if (nothing) {
      return false;
    }
    for (int i = 0; i < requirements.size(); i++) {
      if (!requirements.get(i).matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it has no requirement at all (and so matches everything or nothing). */
  public boolean empty() {
    return requirements.isEmpty();
  }

  /** This selector and the other one. */
  public LabelQuery and(LabelQuery other) {
    if (nothing || other.nothing) {
      return NOTHING;
    }
    List<Requirement> both = new ArrayList<>(requirements);
    both.addAll(other.requirements);
    return new LabelQuery(both, false);
  }

  /** A label that every match must carry with exactly this value, if there is one. */
  public @Nullable LabelPair anchor() {
    for (Requirement requirement : requirements) {
      if (requirement.operator() == Requirement.Operator.IN && requirement.values().size() == 1) {
        return new LabelPair(requirement.key(), requirement.values().getFirst());
      }
    }
    return null;
  }

  /** A label with its value. */
  public record LabelPair(String key, String value) {}
}
