package io.navarch.dns.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.navarch.dns.publish.PublicationPlanner.Step;
import io.navarch.model.client.ObjectKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicationPlannerTest {
  private static final Publication WANTED = wanted("192.0.2.7");

  @Test
  void firstTheServiceThenTheSliceThenNothing() {
    Step first = PublicationPlanner.plan(WANTED, null, null);
    Service service = ((Step.CreateService) first).service();
    assertThat(service.getSpec().getClusterIP()).isEqualTo("10.96.0.10");
    assertThat(service.getMetadata().getLabels()).containsEntry("k8s-app", "kube-dns");
    assertThat(service.getSpec().getPorts())
        .extracting(p -> p.getName() + " " + p.getPort() + "/" + p.getProtocol())
        .containsExactly("dns 53/UDP", "dns-tcp 53/TCP");

    EndpointSlice slice =
        ((Step.CreateSlice) PublicationPlanner.plan(WANTED, service, null)).slice();
    assertThat(slice.getMetadata().getName()).isEqualTo("kube-dns-node-1");
    assertThat(slice.getMetadata().getLabels())
        .containsEntry("kubernetes.io/service-name", "kube-dns");
    assertThat(slice.getEndpoints().getFirst().getAddresses()).containsExactly("192.0.2.7");
    assertThat(slice.getPorts()).allMatch(p -> p.getPort() == 10053);

    assertThat(PublicationPlanner.plan(WANTED, service, slice)).isEqualTo(new Step.Nothing());
  }

  @Test
  void anotherAddressRewritesTheSlice() {
    EndpointSlice old =
        new EndpointSliceBuilder(slice())
            .editMetadata()
            .withResourceVersion("7")
            .endMetadata()
            .build();
    assertThat(PublicationPlanner.plan(wanted("192.0.2.8"), service(), old))
        .isInstanceOfSatisfying(
            Step.UpdateSlice.class,
            update -> {
              assertThat(update.slice().getMetadata().getResourceVersion()).isEqualTo("7");
              assertThat(update.slice().getEndpoints().getFirst().getAddresses())
                  .containsExactly("192.0.2.8");
            });
  }

  @Test
  void aSliceThatSomebodyBentIsPutRight() {
    EndpointSlice unready = slice();
    unready.getEndpoints().getFirst().getConditions().setReady(false);
    assertThat(PublicationPlanner.plan(WANTED, service(), unready))
        .isInstanceOf(Step.UpdateSlice.class);
    EndpointSlice emptied = slice();
    emptied.setEndpoints(null);
    emptied.setPorts(null);
    assertThat(PublicationPlanner.plan(WANTED, service(), emptied))
        .isInstanceOf(Step.UpdateSlice.class);
  }

  @Test
  void aServiceWithPodsOfItsOwnIsLeftAlone() {
    Service foreign =
        new ServiceBuilder(service())
            .editSpec()
            .withSelector(Map.of("k8s-app", "kube-dns"))
            .endSpec()
            .build();
    assertThat(PublicationPlanner.plan(WANTED, foreign, null)).isInstanceOf(Step.Refrain.class);
  }

  @Test
  void anAddressThatPodsCannotReachIsNotPublished() {
    assertThat(PublicationPlanner.plan(wanted("127.0.0.1"), null, null))
        .isInstanceOf(Step.Refrain.class);
  }

  private static Publication wanted(String address) {
    return new Publication(
        ObjectKey.of("kube-system", "kube-dns"), "10.96.0.10", "node-1", address, 10053);
  }

  private static Service service() {
    return ((Step.CreateService) PublicationPlanner.plan(WANTED, null, null)).service();
  }

  private static EndpointSlice slice() {
    return ((Step.CreateSlice) PublicationPlanner.plan(WANTED, service(), null)).slice();
  }
}
