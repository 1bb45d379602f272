package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import java.util.List;

/** PodTopologyLabels: a pod that gets a node gets the zone and region of that node as labels. */
final class PodTopologyLabelsPlugin implements AdmissionPlugin {
  private static final List<String> COPIED =
      List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

  private final ObjectReader reader;

  PodTopologyLabelsPlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PodTopologyLabels";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject object = request.object();
    if (object == null
        || request.operation() != AdmissionRequest.Operation.CREATE
        || !request.resource().group().isEmpty()
        || !request.resource().plural().equals("pods")) {
      return;
    }
    Object node =
        switch (request.subresource()) {
          case "" -> object.at("spec", "nodeName");
          case "binding" ->
              "Node".equals(object.at("target", "kind")) ? object.at("target", "name") : null;
          default -> null;
        };
    if (node instanceof String name && !name.isEmpty()) {
      reader.get("", "nodes", "", name).ifPresent(found -> copy(found, object));
    }
  }

  private static void copy(ApiObject node, ApiObject to) {
    for (String label : COPIED) {
      Object value = node.labels().get(label);
      if (value != null) {
        ApiObject.child(to.metadata(), "labels").put(label, value);
      }
    }
  }
}
