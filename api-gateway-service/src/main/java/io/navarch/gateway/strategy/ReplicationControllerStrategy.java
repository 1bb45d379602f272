package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.selector.LabelSelector;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replication controllers, whose selector is a plain map that defaults to the template's labels.
 */
final class ReplicationControllerStrategy extends TemplatedStrategy {
  ReplicationControllerStrategy() {
    super(StatusOwnership.startingWith(Map.of("replicas", 0L)), NamesPods.YES, "spec", "template");
  }

  @Override
  public void applyDefaults(ApiObject controller) {
    Map<String, Object> spec = ApiObject.child(controller.root(), "spec");
    Templates.applyDefaults(spec);
    Map<String, Object> labels =
        ApiObject.mapAt(ApiObject.mapAt(ApiObject.mapAt(spec, "template"), "metadata"), "labels");
    if (!labels.isEmpty()) {
      if (ApiObject.mapAt(spec, "selector").isEmpty()) {
        spec.put("selector", new LinkedHashMap<>(labels));
      }
      if (controller.labels().isEmpty()) {
        controller.metadata().put("labels", new LinkedHashMap<>(labels));
      }
    }
  }

  @Override
  void check(Field controller) {
    Field spec = controller.at("spec");
    spec.at("minReadySeconds").notNegative();
    if (!spec.at("replicas").isSet()) {
      spec.at("replicas").required("");
    }
    spec.at("replicas").notNegative();
    Field selector = spec.at("selector");
    selector.requirePresent();
    Field template = spec.at("template");
    if (!template.isSet()) {
      template.required("");
      return;
    }
    Field labels = template.at("metadata", "labels");
    if (selector.size() > 0 && !LabelSelector.ofLabels(selector.map()).matches(labels.map())) {
      labels.invalid(labels.value(), "`selector` does not match template `labels`");
    }
    WorkloadRules.podTemplate(template);
    WorkloadRules.alwaysRunning(template, "ReplicationController");
  }

  @Override
  void checkStatus(Field controller, Field old) {
    WorkloadRules.replicaStatus(controller.at("status"));
  }
}
