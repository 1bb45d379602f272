package io.navarch.proxy.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.proxy.plan.ServicePort;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceResolverTest {
  private static final String SERVICE =
      """
      metadata: {namespace: default, name: web}
      spec:
        clusterIP: 10.96.0.20
        ports: [{name: http, port: 80, protocol: TCP}]
      """;

  private static List<ServicePort> resolve(String service, String... slices) {
    return ServiceResolver.resolve(
        Serialization.unmarshal(service, Service.class),
        List.of(slices).stream().map(s -> Serialization.unmarshal(s, EndpointSlice.class)).toList(),
        "n1");
  }

  @Test
  void aSliceWithoutEndpointsAndPortsIsNoEndpoint() {
    ServicePort port =
        resolve(
                SERVICE,
                """
                metadata: {name: a}
                addressType: IPv4
                endpoints: null
                ports: null
                """)
            .getFirst();
    assertThat(port.endpoints()).isEmpty();
  }

  @Test
  void readyEndpointsOfThePortAreTaken() {
    ServicePort port =
        resolve(
                SERVICE,
                """
                metadata: {name: a}
                addressType: IPv4
                ports: [{name: http, port: 8080}, {name: other, port: 9}]
                endpoints:
                - {addresses: [10.244.0.3], conditions: {ready: true}, nodeName: n1}
                - {addresses: [10.244.0.4], conditions: {ready: false}, nodeName: n1}
                - {addresses: [10.244.1.5], nodeName: n2}
                """)
            .getFirst();
    assertThat(port.endpoints())
        .extracting(e -> e.address() + ":" + e.port() + " " + e.local())
        .containsExactly("10.244.0.3:8080 true", "10.244.1.5:8080 false");
  }

  @Test
  void whereNoneIsReadyThoseThatStillServeAreTaken() {
    ServicePort port =
        resolve(
                SERVICE,
                """
                metadata: {name: a}
                addressType: IPv4
                ports: [{name: http, port: 8080}]
                endpoints:
                - {addresses: [10.244.0.3], conditions: {ready: false, serving: true, terminating: true}}
                - {addresses: [10.244.0.4], conditions: {ready: false, serving: false, terminating: true}}
                """)
            .getFirst();
    assertThat(port.endpoints()).extracting(e -> e.address()).containsExactly("10.244.0.3");
  }

  @Test
  void headlessServicesNeedNoRules() {
    assertThat(resolve(SERVICE.replace("10.96.0.20", "None"))).isEmpty();
  }
}
