package io.navarch.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodAdmissionTest {
  private static final Map<String, Quantity> NODE =
      Map.of("cpu", new Quantity("2"), "memory", new Quantity("1Gi"), "pods", new Quantity("3"));

  @Test
  void takesWhatFits() {
    assertThat(rejection(pod("1", "512Mi", null, 0), pod("1", "512Mi", null, 0))).isNull();
    assertThat(rejection(pod("0", "0", null, 8080), pod("0", "0", null, 8081))).isNull();
    assertThat(rejection(pod("0", "0", "10.0.0.1", 80), pod("0", "0", "10.0.0.2", 80))).isNull();
  }

  @Test
  void rejectsWhatOthersHaveAlready() {
    assertThat(rejection(pod("1500m", "0", null, 0), pod("1", "0", null, 0)))
        .isEqualTo(
            new WaitingReason(
                "OutOfcpu",
                "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity:"
                    + " 2000"));
    assertThat(rejection(pod("0", "1025Mi", null, 0)))
        .extracting("reason")
        .isEqualTo("OutOfmemory");
    Pod small = pod("0", "0", null, 0);
    assertThat(rejection(small, small, small, small))
        .isEqualTo(
            new WaitingReason(
                "OutOfpods",
                "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3"));
  }

  @Test
  void rejectsHostPortsThatAreTaken() {
    assertThat(rejection(pod("0", "0", "10.0.0.1", 80), pod("0", "0", null, 80)))
        .isEqualTo(
            new WaitingReason(
                "NodePorts",
                "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod"
                    + " ports"));
  }

  @Test
  void newResourcesAreGrantedDeferredOrInfeasible() {
    Pod has = pod("1", "0", null, 0);
    NodeRoom room = new NodeRoom(NODE, List.of(pod("500m", "0", null, 0)));
    assertThat(ResizePlanner.allocate(pod("1500m", "0", null, 0), has, room))
        .isEqualTo(new ResizePlanner.Allocation.Granted());
    assertThat(ResizePlanner.allocate(pod("1600m", "0", null, 0), has, room))
        .isEqualTo(
            new ResizePlanner.Allocation.Deferred(
                "Node didn't have enough resource: cpu, requested: 1600, used: 500, capacity:"
                    + " 2000"));
    assertThat(ResizePlanner.allocate(pod("3", "0", null, 0), has, room))
        .isEqualTo(
            new ResizePlanner.Allocation.Infeasible(
                "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000"));
  }

  @Test
  void theHeldPodHasTheAmountsThatItsContainersHave() {
    Pod held =
        ResizePlanner.held(
            pod("2", "1Gi", null, 0), Map.of("main", ResourceAmounts.parse("0.25,0,1048576,0")));
    assertThat(held.getSpec().getContainers().getFirst().getResources().getRequests())
        .containsEntry("cpu", new Quantity("250m"))
        .containsEntry("memory", new Quantity("1048576"));
  }

  private static WaitingReason rejection(Pod pod, Pod... others) {
    return PodAdmission.rejection(pod, new NodeRoom(NODE, List.of(others)));
  }

  private static Pod pod(String cpu, String memory, String address, int port) {
    return new PodBuilder()
        .withNewSpec()
        .addNewContainer()
        .withName("main")
        .addNewPort()
        .withHostIP(address)
        .withHostPort(port)
        .withContainerPort(80)
        .endPort()
        .withNewResources()
        .addToRequests("cpu", new Quantity(cpu))
        .addToRequests("memory", new Quantity(memory))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }
}
