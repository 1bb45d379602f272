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
import java.util.Set;

/** PodResizeValidator: a pod may not grow beyond what its node has at all. */
final class PodResizePlugin implements AdmissionPlugin {
  private static final Set<String> SUBRESOURCES = Set.of("resize");

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
    PodOnNode change = PodOnNode.changed(request, SUBRESOURCES);
    if (change == null) {
      return;
    }
    ApiObject node = change.node(reader);
    Object system = node.labels().get("kubernetes.io/os");
    if (system != null && !system.equals("linux")) {
      throw refuse(
          change,
          "pod resize is only supported on linux nodes, node \""
              + change.nodeName()
              + "\" is \""
              + system
              + "\"",
          "UnsupportedPlatform");
    }
    requireRoom(change, node);
  }

  private static void requireRoom(PodOnNode change, ApiObject node) {
    Map<String, Quantity> wanted = PodAmounts.of(PodTrees.spec(change.pod()), "requests");
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
          change,
          "node didn't have enough allocatable resources: " + String.join("; ", lacking),
          "NodeCapacity");
    }
  }

  private static ApiException refuse(PodOnNode change, String why, String cause) {
    return change
        .refusal(why)
        .withDetails(
            new ApiException.Details(
                change.request().name(),
                "",
                "pods",
                "",
                List.of(new StatusCause(cause, "", "")),
                0));
  }
}
