package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limit ranges: limits of containers imply defaults. */
final class LimitRangeStrategy extends KindStrategy {
  LimitRangeStrategy() {
    super(null);
  }

  @Override
  public void applyDefaults(ApiObject range) {
    Map<String, Object> spec = ApiObject.mapAt(range.root(), "spec");
    for (Map<String, Object> limit : PodDefaults.maps(spec, "limits")) {
      if ("Container".equals(limit.get("type"))) {
        fill(limit, "default", "max");
        fill(limit, "defaultRequest", "default");
        fill(limit, "defaultRequest", "min");
      }
    }
  }

  private static void fill(Map<String, Object> limit, String member, String from) {
    Map<String, Object> source = ApiObject.mapAt(limit, from);
    if (!source.isEmpty()) {
      Map<String, Object> target = ApiObject.child(limit, member);
      new LinkedHashMap<>(source).forEach(target::putIfAbsent);
    }
  }

  @Override
  void check(Field range) {
    LimitRangeRules.check(range);
  }
}
