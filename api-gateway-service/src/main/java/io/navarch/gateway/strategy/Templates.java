package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Defaults and warnings of a pod template inside another kind. */
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

  /**
   * What a workload's template warns of, and its name where the pods' names are made of it.
   *
   * @param template the way to the template
   */
  static List<String> warnings(ApiObject workload, boolean namesPods, String... template) {
    List<String> warnings = new ArrayList<>(0);
    List<String> label = namesPods ? Formats.dns1123Label(workload.name()) : List.of();
    if (!label.isEmpty()) {
      warnings.add(
          "metadata.name: this is used in Pod names and hostnames, which can result in surprising"
              + " behavior; a DNS label is recommended: ["
              + String.join(" ", label)
              + "]");
    }
    Field field = Field.root(workload, new ArrayList<>(0));
    for (String step : template) {
      field = field.at(step);
    }
    warnings.addAll(PodWarnings.ofTemplate(field));
    return warnings;
  }

  /** The same for a change, which is looked at only where what is wanted changed. */
  static List<String> warningsOnUpdate(
      ApiObject workload, ApiObject old, String subresource, String... template) {
    return subresource.isEmpty() && workload.generation() != old.generation()
        ? warnings(workload, false, template)
        : List.of();
  }
}
