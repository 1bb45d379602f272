package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.Map;

/** Defaults of a pod template inside another kind. */
final class Templates {
  private Templates() {}

  /** Fills {@code template.spec} below the given spec. */
  static void applyDefaults(Map<String, Object> spec) {
    if (spec.get("template") instanceof Map<?, ?>) {
      Map<String, Object> template = ApiObject.child(spec, "template");
      if (template.get("spec") instanceof Map<?, ?>) {
        PodDefaults.ofTemplateSpec(ApiObject.child(template, "spec"));
      }
    }
  }
}
