package io.navarch.controller.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MirrorPlannerTest {
  private static final Service SERVICE =
      new ServiceBuilder()
          .withNewMetadata()
          .withName("db")
          .withNamespace("n")
          .endMetadata()
          .withNewSpec()
          .endSpec()
          .build();

  @Test
  void eachFamilyAndSetOfPortsGetsASlice() {
    SlicePlan plan = MirrorPlanner.plan(SERVICE, endpoints("10.0.0.1", "fd00::1"), List.of());
    assertThat(plan.create())
        .extracting(EndpointSlice::getAddressType)
        .containsExactly("IPv4", "IPv6");
    EndpointSlice slice = plan.create().getFirst();
    assertThat(slice.getMetadata().getGenerateName()).isEqualTo("db-");
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "db")
        .containsEntry(SlicePlanner.MANAGED_BY, MirrorPlanner.MANAGER)
        .containsEntry("tier", "data");
    assertThat(slice.getMetadata().getAnnotations()).isEqualTo(Map.of("kept", "yes"));
    assertThat(slice.getMetadata().getOwnerReferences().getFirst().getKind())
        .isEqualTo("Endpoints");
    assertThat(slice.getPorts().getFirst().getPort()).isEqualTo(5432);
    assertThat(slice.getEndpoints().getFirst().getConditions().getReady()).isTrue();
    assertThat(slice.getEndpoints().getLast().getAddresses()).containsExactly("10.9.9.9");
    assertThat(slice.getEndpoints().getLast().getConditions().getReady()).isFalse();
  }

  @Test
  void whatIsAsItShouldBeStays() {
    EndpointSlice made = named(MirrorPlanner.plan(SERVICE, endpoints("10.0.0.1"), List.of()));
    assertThat(MirrorPlanner.plan(SERVICE, endpoints("10.0.0.1"), List.of(made)))
        .isEqualTo(new SlicePlan(List.of(), List.of(), List.of()));
  }

  @Test
  void aChangedAddressRewritesItsSlice() {
    EndpointSlice made = named(MirrorPlanner.plan(SERVICE, endpoints("10.0.0.1"), List.of()));
    SlicePlan plan = MirrorPlanner.plan(SERVICE, endpoints("10.0.0.2"), List.of(made));
    assertThat(plan.create()).isEmpty();
    assertThat(plan.delete()).isEmpty();
    assertThat(plan.update().getFirst().getMetadata().getName()).isEqualTo("db-x");
    assertThat(plan.update().getFirst().getEndpoints().getFirst().getAddresses())
        .containsExactly("10.0.0.2");
  }

  @Test
  void slicesGoWithTheirEndpointsAndWhenTheServiceFindsItsOwn() {
    Endpoints endpoints = endpoints("10.0.0.1");
    EndpointSlice made = named(MirrorPlanner.plan(SERVICE, endpoints, List.of()));
    assertThat(MirrorPlanner.plan(SERVICE, null, List.of(made)).delete()).containsExactly(made);
    Service selecting =
        new ServiceBuilder(SERVICE).editSpec().addToSelector("a", "b").endSpec().build();
    assertThat(MirrorPlanner.plan(selecting, endpoints, List.of(made)).delete())
        .containsExactly(made);
    endpoints.getMetadata().getLabels().put("endpointslice.kubernetes.io/skip-mirror", "true");
    assertThat(MirrorPlanner.plan(SERVICE, endpoints, List.of()).create()).isEmpty();
  }

  private static EndpointSlice named(SlicePlan plan) {
    return new EndpointSliceBuilder(plan.create().getFirst())
        .editMetadata()
        .withName("db-x")
        .endMetadata()
        .build();
  }

  private static Endpoints endpoints(String... addresses) {
    var subset =
        new EndpointsBuilder()
            .withNewMetadata()
            .withName("db")
            .withNamespace("n")
            .withUid("u")
            .addToLabels("tier", "data")
            .addToAnnotations("kept", "yes")
            .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", "{}")
            .endMetadata()
            .addNewSubset();
    for (String address : addresses) {
      subset.addNewAddress().withIp(address).endAddress();
    }
    return subset
        .addNewNotReadyAddress()
        .withIp("10.9.9.9")
        .endNotReadyAddress()
        .addNewPort()
        .withPort(5432)
        .withProtocol("TCP")
        .endPort()
        .endSubset()
        .build();
  }
}
