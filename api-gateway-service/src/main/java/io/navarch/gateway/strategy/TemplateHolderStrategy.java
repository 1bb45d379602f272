package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.util.List;

/** Pod templates that stand alone. */
final class TemplateHolderStrategy extends KindStrategy {
  TemplateHolderStrategy() {
    super(null);
  }

  @Override
  public void applyDefaults(ApiObject template) {
    Templates.applyDefaults(template.root());
  }

  @Override
  void check(Field template) {
    WorkloadRules.podTemplate(template.at("template"));
  }

  @Override
  public List<String> warnings(ApiObject template) {
    return Templates.warnings(template, false, "template");
  }

  @Override
  public List<String> warningsOnUpdate(ApiObject template, ApiObject old, String subresource) {
    return Templates.warningsOnUpdate(template, old, subresource, "template");
  }
}
