package io.navarch.gateway.custom;

import io.navarch.gateway.strategy.DefinitionStatus.Condition;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of its wanted names a definition gets: those that no other definition of its group has
 * taken. Names once accepted are kept. Pure.
 */
final class NamingPlanner {
  private final Map<String, Object> wanted;
  private final Map<String, Object> accepted;
  private final Map<String, Object> next;
  private final List<Condition> conflicts = new ArrayList<>(0);

  private NamingPlanner(Map<String, Object> wanted, Map<String, Object> accepted) {
    this.wanted = wanted;
    this.accepted = accepted;
    this.next = new LinkedHashMap<>(accepted);
  }

  /**
   * @param acceptedNames the names that the definition has from now on
   * @param condition what {@code NamesAccepted} says
   */
  record Names(Map<String, Object> acceptedNames, Condition condition) {}

  /**
   * @param others the definitions of the cluster; the definition itself may be among them
   */
  static Names plan(CustomDefinition definition, List<CustomDefinition> others) {
    Set<String> resources = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    for (CustomDefinition other : others) {
      if (other.group().equals(definition.group()) && !other.name().equals(definition.name())) {
        take(other.names(), resources, kinds);
      }
    }
    NamingPlanner planner =
        new NamingPlanner(ApiObject.mapAt(definition.spec(), "names"), definition.names());
    planner.decide("plural", "PluralConflict", resources);
    planner.decide("singular", "SingularConflict", resources);
    planner.decideShortNames(resources);
    planner.decide("kind", "KindConflict", kinds);
    planner.decide("listKind", "ListKindConflict", kinds);
    planner.copy("categories");
    return planner.names();
  }

  private static void take(Map<String, Object> names, Set<String> resources, Set<String> kinds) {
    resources.add(ApiObject.string(names, "plural"));
    resources.add(ApiObject.string(names, "singular"));
    ApiObject.listAt(names, "shortNames").forEach(name -> resources.add(String.valueOf(name)));
    kinds.add(ApiObject.string(names, "kind"));
    kinds.add(ApiObject.string(names, "listKind"));
  }

  private void decide(String name, String conflict, Set<String> taken) {
    String text = ApiObject.string(wanted, name);
    if (!text.equals(ApiObject.string(accepted, name)) && taken.contains(text)) {
      refuse(conflict, inUse(text));
    } else {
      next.put(name, text);
    }
  }

  private void decideShortNames(Set<String> taken) {
    List<Object> before = ApiObject.listAt(accepted, "shortNames");
    List<String> refused = new ArrayList<>(0);
    for (Object name : ApiObject.listAt(wanted, "shortNames")) {
      if (!before.contains(name) && taken.contains(String.valueOf(name))) {
        refused.add(inUse(String.valueOf(name)));
      }
    }
    if (refused.isEmpty()) {
      copy("shortNames");
    } else {
      refuse(
          "ShortNamesConflict",
          refused.size() == 1 ? refused.getFirst() : "[" + String.join(", ", refused) + "]");
    }
  }

  private void copy(String name) {
    List<Object> list = ApiObject.listAt(wanted, name);
    if (list.isEmpty()) {
      next.remove(name);
    } else {
      next.put(name, Json.copy(list));
    }
  }

  private void refuse(String reason, String message) {
    conflicts.add(new Condition("NamesAccepted", "False", reason, message));
  }

  private static String inUse(String name) {
    return Json.writeString(name) + " is already in use";
  }

  private Names names() {
    return new Names(
        next,
        conflicts.isEmpty()
            ? new Condition("NamesAccepted", "True", "NoConflicts", "no conflicts found")
            : conflicts.getLast());
  }
}
