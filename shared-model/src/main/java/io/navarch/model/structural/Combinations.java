package io.navarch.model.structural;

import io.navarch.model.object.ApiObject;
import io.navarch.model.structural.ValueRules.Before;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code allOf}, {@code anyOf}, {@code oneOf} and {@code not}. */
record Combinations(
    List<ValueRules> allOf,
    List<ValueRules> anyOf,
    List<ValueRules> oneOf,
    @Nullable ValueRules not) {

  static Combinations of(Map<String, Object> openApi, boolean allFormats) {
    return new Combinations(
        all(openApi, "allOf", allFormats),
        all(openApi, "anyOf", allFormats),
        all(openApi, "oneOf", allFormats),
        ValueRules.child(openApi.get("not"), allFormats));
  }

  private static List<ValueRules> all(
      Map<String, Object> openApi, String name, boolean allFormats) {
    List<ValueRules> rules = new ArrayList<>(0);
    for (Object each : ApiObject.listAt(openApi, name)) {
      ValueRules one = ValueRules.child(each, allFormats);
      if (one != null) {
        rules.add(one);
      }
    }
    return List.copyOf(rules);
  }

  void check(String path, Object value, Before before, Violations found) {
    anyOf(path, value, before, found);
    oneOf(path, value, before, found);
    int valid = 0;
    for (ValueRules each : allOf) {
      Violations own = each.apart(path, value, before);
      valid += own.isEmpty() ? 1 : 0;
      found.addAll(own);
    }
    if (valid < allOf.size()) {
      found.whole(
          quoted(path)
              + " must validate all the schemas (allOf)"
              + (valid == 0 ? ". None validated" : ""));
    }
    if (not != null && not.apart(path, value, before).isEmpty()) {
      found.whole(quoted(path) + " must not validate the schema (not)");
    }
  }

  private void anyOf(String path, Object value, Before before, Violations found) {
    Violations best = null;
    for (ValueRules each : anyOf) {
      Violations own = each.apart(path, value, before);
      if (own.isEmpty()) {
        found.addAll(own);
        return;
      }
      best = best == null || own.visited() > best.visited() ? own : best;
    }
    if (best != null) {
      found.whole(quoted(path) + " must validate at least one schema (anyOf)");
      found.addAll(best);
    }
  }

  private void oneOf(String path, Object value, Before before, Violations found) {
    Violations best = null;
    Violations first = null;
    int valid = 0;
    for (ValueRules each : oneOf) {
      Violations own = each.apart(path, value, before);
      if (own.isEmpty()) {
        valid++;
        first = first == null ? own : first;
      } else {
        best = best == null || own.visited() > best.visited() ? own : best;
      }
    }
    if (valid == 1 && first != null) {
      found.addAll(first);
    }
    if (oneOf.isEmpty() || valid == 1) {
      return;
    }
    found.whole(
        quoted(path)
            + " must validate one and only one schema (oneOf). "
            + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
    if (valid == 0 && best != null) {
      found.addAll(best);
    }
  }

  private static String quoted(String path) {
    return '"' + path + '"';
  }
}
