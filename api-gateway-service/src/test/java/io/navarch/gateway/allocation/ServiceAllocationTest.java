package io.navarch.gateway.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.gateway.access.FakeObjects;
import io.navarch.gateway.access.User;
import io.navarch.gateway.registry.WriteContext;
import io.navarch.gateway.registry.WriteHook;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceAllocationTest {
  private static final WriteContext CONTEXT =
      new WriteContext(
          BuiltinResources.instance().byPlural("", "v1", "services").orElseThrow(),
          "",
          "n",
          "s",
          new User("jane", "", List.of(), Map.of()),
          false,
          "test",
          Map.of(),
          Instant.EPOCH,
          new ArrayList<>());

  private final FakeObjects objects =
      new FakeObjects()
          .with(
              "",
              "services",
              "{'metadata':{'name':'kubernetes','namespace':'default'},'spec':{'clusterIP':'10.96.0.1'}}");
  private final ServiceAllocation allocation =
      new ServiceAllocation(
          objects,
          new AddressObjects(BuiltinResources.instance(), objects, objects, "10.96.0.0/28"),
          "10.96.0.0/28",
          "30000-30003",
          new Random(7));

  private static ApiObject service(String spec) {
    return new ApiObject(
        Json.readObject(
            ("{'metadata':{'name':'s','namespace':'n'},'spec':" + spec + "}")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8)));
  }

  private ApiObject create(String spec) {
    ApiObject service = service(spec);
    allocation.before(CONTEXT, service, null).commit();
    return service;
  }

  private static String ip(ApiObject service) {
    return (String) service.at("spec", "clusterIP");
  }

  @Test
  void everyServiceGetsAnAddressOfItsOwnUntilTheRangeIsFull() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 13; i++) {
      ApiObject service = create("{'type':'ClusterIP'}");
      assertThat(seen.add(ip(service))).isTrue();
      assertThat(service.at("spec", "clusterIPs")).isEqualTo(List.of(ip(service)));
      assertThat(service.at("spec", "ipFamilies")).isEqualTo(List.of("IPv4"));
      assertThat(service.at("spec", "ipFamilyPolicy")).isEqualTo("SingleStack");
      assertThat(objects.get("networking.k8s.io", "ipaddresses", "", ip(service))).isPresent();
    }
    assertThat(seen).doesNotContain("10.96.0.0", "10.96.0.1", "10.96.0.15");
    assertThatThrownBy(() -> create("{'type':'ClusterIP'}")).hasMessageContaining("range is full");
  }

  @Test
  void anAddressThatIsAskedForIsGivenOnce() {
    assertThat(ip(create("{'clusterIP':'10.96.0.9'}"))).isEqualTo("10.96.0.9");
    assertThatThrownBy(() -> create("{'clusterIP':'10.96.0.9'}"))
        .hasMessage(
            "Service \"s\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.9\"]: failed to allocate IP 10.96.0.9: provided IP is already allocated");
    assertThatThrownBy(() -> create("{'clusterIP':'10.1.0.9'}"))
        .hasMessageContaining("is not in the valid range. The range of valid IPs is 10.96.0.0/28");
  }

  @Test
  void whatAFailedWriteTookIsFreeAgain() {
    WriteHook.Reservation reservation =
        allocation.before(
            CONTEXT,
            service(
                "{'clusterIP':'10.96.0.9','type':'NodePort','ports':[{'port':80,'nodePort':30001}]}"),
            null);
    reservation.release();
    assertThat(
            ip(
                create(
                    "{'clusterIP':'10.96.0.9','type':'NodePort','ports':[{'port':80,'nodePort':30001}]}")))
        .isEqualTo("10.96.0.9");
    assertThatThrownBy(
            () ->
                create(
                    "{'clusterIP':'10.96.0.8','type':'NodePort','ports':[{'port':80,'nodePort':30001}]}"))
        .hasMessageContaining(
            "spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated");
    assertThat(ip(create("{'clusterIP':'10.96.0.8'}"))).isEqualTo("10.96.0.8");
  }

  @Test
  void aDeletedServiceGivesBackWhatItHeld() {
    ApiObject first = create("{'clusterIP':'10.96.0.9','type':'NodePort','ports':[{'port':80}]}");
    allocation.before(CONTEXT, null, first).commit();
    assertThat(objects.get("networking.k8s.io", "ipaddresses", "", "10.96.0.9")).isEmpty();
    assertThat(ip(create("{'clusterIP':'10.96.0.9'}"))).isEqualTo("10.96.0.9");
    for (int i = 0; i < 4; i++) {
      create("{'type':'NodePort','ports':[{'port':80}]}");
    }
  }

  @Test
  void headlessAndExternalNamesGetNoAddress() {
    ApiObject headless = create("{'clusterIP':'None'}");
    assertThat(headless.at("spec", "clusterIPs")).isEqualTo(List.of("None"));
    ApiObject external = create("{'type':'ExternalName','externalName':'x.example'}");
    assertThat(external.at("spec", "clusterIP")).isNull();
    assertThat(external.at("spec", "ipFamilies")).isNull();
  }

  @Test
  void tcpAndUdpOfOnePortShareANodePort() {
    ApiObject service =
        create(
            "{'type':'NodePort','ports':[{'name':'a','port':53,'protocol':'TCP'},{'name':'b','port':53,'protocol':'UDP'},{'name':'c','port':80,'protocol':'TCP'}]}");
    List<Object> ports = ApiObject.listAt(ApiObject.mapAt(service.root(), "spec"), "ports");
    List<Object> numbers =
        ports.stream().map(p -> (Object) ((java.util.Map<?, ?>) p).get("nodePort")).toList();
    assertThat(numbers.get(0)).isEqualTo(numbers.get(1)).isNotEqualTo(numbers.get(2));
  }

  @Test
  void anUpdateKeepsWhatItLeavesOut() {
    ApiObject old = create("{'type':'NodePort','ports':[{'port':80,'protocol':'TCP'}]}");
    ApiObject updated = service("{'type':'NodePort','ports':[{'port':80,'protocol':'TCP'}]}");
    allocation.before(CONTEXT, updated, old).commit();
    assertThat(updated.root().get("spec")).isEqualTo(old.root().get("spec"));
    ApiObject plain = updated.copy();
    ApiObject.child(plain.root(), "spec").put("type", "ClusterIP");
    allocation.before(CONTEXT, plain, updated).commit();
    assertThat(plain.root().toString()).doesNotContain("nodePort");
  }

  @Test
  void otherFamiliesAreRefused() {
    assertThatThrownBy(() -> create("{'ipFamilies':['IPv6']}"))
        .hasMessageContaining(
            "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster");
    assertThatThrownBy(() -> create("{'ipFamilyPolicy':'RequireDualStack'}"))
        .hasMessageContaining("this cluster is not configured for dual-stack services");
  }
}
