package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;

/** Pod templates that stand alone. */
final class TemplateHolderStrategy extends TemplatedStrategy {
  TemplateHolderStrategy() {
    super(null, NamesPods.NO, "template");
  }

  @Override
  public void applyDefaults(ApiObject template) {
    Templates.applyDefaults(template.root());
  }

  @Override
  void check(Field template) {
    WorkloadRules.podTemplate(template.at("template"));
  }
}
