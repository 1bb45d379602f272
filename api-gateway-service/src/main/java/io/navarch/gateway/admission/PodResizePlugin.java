package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.quota.PodAmounts;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.StatusCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** PodResizeValidator: a pod may not grow beyond what its node has at all. */
final class PodResizePlugin implements AdmissionPlugin {
  private final ObjectReader reader;

  PodResizePlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PodResizeValidator";
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject pod = request.object();
    ApiObject old = request.oldObject();
    if (pod == null
        || old == null
        || !request.subresource().equals("resize")
        || !request.resource().plural().equals("pods")
        || !(pod.at("spec", "nodeName") instanceof String nodeName)
        || nodeName.isEmpty()
        || pod.generation() == old.generation()) {
      return;
    }
    ApiObject node =
        reader
            .get("", "nodes", "", nodeName)
            .orElseThrow(
                () ->
                    ApiException.forbidden(
                        "", "pods", request.name(), "node \"" + nodeName + "\" not found"));
    Object system = node.labels().get("kubernetes.io/os");
    if (system != null && !system.equals("linux")) {
      throw refuse(
          request,
          "pod resize is only supported on linux nodes, node \""
              + nodeName
              + "\" is \""
              + system
              + "\"",
          "UnsupportedPlatform");
    }
    requireRoom(request, pod, node);
  }

  private static void requireRoom(AdmissionRequest request, ApiObject pod, ApiObject node) {
    Map<String, Quantity> wanted = PodAmounts.of(PodTrees.spec(pod), "requests");
    Map<String, Quantity> there =
        PodAmounts.parse(ApiObject.mapAt(ApiObject.mapAt(node.root(), "status"), "allocatable"));
    List<String> lacking = new ArrayList<>(0);
    Quantity cpu = wanted.getOrDefault("cpu", Quantity.ZERO);
    Quantity cpuThere = there.getOrDefault("cpu", Quantity.ZERO);
    if (cpu.compareTo(cpuThere) > 0) {
      lacking.add(
          "cpu, requested: " + cpu.milliUnits() + ", allocatable: " + cpuThere.milliUnits());
    }
    Quantity memory = wanted.getOrDefault("memory", Quantity.ZERO);
    Quantity memoryThere = there.getOrDefault("memory", Quantity.ZERO);
    if (memory.compareTo(memoryThere) > 0) {
      lacking.add(
          "memory, requested: "
              + memory.wholeUnits()
              + ", allocatable: "
              + memoryThere.wholeUnits());
    }
    if (!lacking.isEmpty()) {
      throw refuse(
          request,
          "node didn't have enough allocatable resources: " + String.join("; ", lacking),
          "NodeCapacity");
    }
  }

  private static ApiException refuse(AdmissionRequest request, String why, String cause) {
    return ApiException.forbidden("", "pods", request.name(), why)
        .withDetails(
            new ApiException.Details(
                request.name(), "", "pods", "", List.of(new StatusCause(cause, "", "")), 0));
  }
}
