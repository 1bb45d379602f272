package io.navarch.dns.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.dns.zone.Endpoint;
import io.navarch.dns.zone.NamedPort;
import io.navarch.dns.zone.ServiceRecords;
import io.navarch.dns.zone.ServiceRecords.Backing;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceReaderTest {

  @Test
  void aServiceHasItsOwnAddressesAndPorts() {
    assertThat(
            read("{clusterIP: 10.96.0.5, clusterIPs: [10.96.0.5], ports: [{name: Http, port: 80}]}")
                .map(ServiceRecords::backing))
        .contains(
            new Backing.ClusterAddresses(
                List.of(InetAddress.ofLiteral("10.96.0.5")),
                List.of(new NamedPort("http", "tcp", 80))));
  }

  @Test
  void headlessAndExternalServicesAreWhatTheySay() {
    assertThat(read("{clusterIP: None}").map(ServiceRecords::backing))
        .contains(new Backing.Headless());
    assertThat(
            read("{type: ExternalName, externalName: a.example}", slice("addresses: [192.0.2.1]"))
                .orElseThrow())
        .isEqualTo(
            new ServiceRecords("default", "s", new Backing.ExternalName("a.example"), List.of()));
  }

  @Test
  void withoutAnAddressThereIsNothingToTell() {
    assertThat(read("{type: ClusterIP}")).isEmpty();
    assertThat(read("{clusterIP: ''}")).isEmpty();
    assertThat(read("{type: ExternalName}")).isEmpty();
  }

  @Test
  void onlyReadyEndpointsCountAndUntoldReadinessIsReadiness() {
    assertThat(
            endpoints(
                slice("addresses: [10.244.0.1], conditions: {ready: true}, hostname: a"),
                slice("addresses: [10.244.0.2], conditions: {ready: false, serving: true}"),
                slice("addresses: [10.244.0.3], conditions: {}"),
                slice("addresses: [10.244.0.4]")))
        .extracting(e -> e.address().getHostAddress() + e.hostname())
        .containsExactly("10.244.0.1a", "10.244.0.3", "10.244.0.4");
  }

  @Test
  void anEndpointOfSeveralSlicesIsOneWithAllPorts() {
    EndpointSlice second = slice("addresses: [10.244.0.1]");
    second.getPorts().getFirst().setName("more");
    second.getPorts().getFirst().setProtocol("UDP");
    assertThat(endpoints(slice("addresses: [10.244.0.1]"), second))
        .containsExactly(
            new Endpoint(
                InetAddress.ofLiteral("10.244.0.1"),
                "",
                List.of(new NamedPort("p", "tcp", 7), new NamedPort("more", "udp", 7))));
  }

  @Test
  void namesWhereAddressesShouldBeAndNullListsAreLeftOut() {
    EndpointSlice empty = slice("addresses: [host.example]");
    assertThat(endpoints(empty)).isEmpty();
    empty.setEndpoints(null);
    empty.setPorts(null);
    assertThat(endpoints(empty)).isEmpty();
  }

  private static List<Endpoint> endpoints(EndpointSlice... slices) {
    return read("{clusterIP: None}", slices).orElseThrow().endpoints();
  }

  private static Optional<ServiceRecords> read(String spec, EndpointSlice... slices) {
    Service service =
        Serialization.unmarshal(
            "kind: Service\nmetadata: {namespace: default, name: s}\nspec: " + spec, Service.class);
    return ServiceReader.read(service, Arrays.asList(slices));
  }

  private static EndpointSlice slice(String endpoint) {
    return Serialization.unmarshal(
        "kind: EndpointSlice\nmetadata: {name: x}\nports: [{name: p, port: 7}]\nendpoints: [{"
            + endpoint
            + "}]",
        EndpointSlice.class);
  }
}
