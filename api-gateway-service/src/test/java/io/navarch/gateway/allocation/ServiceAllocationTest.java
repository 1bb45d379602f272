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
import io.navarch.model.store.StateStore;
import io.navarch.store.embedded.EmbeddedOptions;
import io.navarch.store.embedded.EmbeddedStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @TempDir private Path folder;
  private final FakeObjects objects =
      new FakeObjects()
          .with(
              "",
              "services",
              "{'metadata':{'name':'kubernetes','namespace':'default'},'spec':{'clusterIP':'10.96.0.1'}}");
  private StateStore store;
  private AddressAllocator addresses;
  private PortAllocator ports;
  private ServiceAllocation allocation;
  private AddressRepair repair;
  private PortRepair portRepair;
  private final List<String> waiting = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @BeforeEach
  void start() {
    store = EmbeddedStore.open(EmbeddedOptions.in(folder).withSync(false), InstantSource.system());
    addresses =
        new AddressAllocator(
            objects,
            objects,
            BuiltinResources.instance(),
            "10.96.0.0/28",
            new Random(7),
            new AllocationMeters(new PrometheusRegistry()));
    ports = ports("30000-30003");
    allocation = new ServiceAllocation(addresses, ports);
    repair = new AddressRepair(objects, addresses, events("address-repair"), () -> now);
    portRepair = new PortRepair(objects, ports, events("port-repair"));
    round();
  }

  private RepairEvents events(String controller) {
    return new RepairEvents(objects, BuiltinResources.instance(), controller, () -> now);
  }

  /** One look at everything. */
  private void round() {
    repair.all(key -> repair.look(key, (again, _) -> waiting.add(again)));
    portRepair.round();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private PortAllocator ports(String range) {
    return new PortAllocator(
        store,
        PortRange.parse(range),
        new Random(7),
        new AllocationMeters(new PrometheusRegistry()));
  }

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
            "Service \"s\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.9\"]: failed to"
                + " allocate IP 10.96.0.9: provided IP is already allocated");
    assertThatThrownBy(() -> create("{'clusterIP':'10.1.0.9'}"))
        .hasMessageContaining("the provided network does not match the current range");
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
    ApiObject updated = old.copy();
    ApiObject.child(updated.root(), "spec").keySet().removeIf(m -> m.startsWith("clusterIP"));
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

  @Test
  void aDryRunTakesNothing() {
    WriteContext dry =
        new WriteContext(
            CONTEXT.resource(),
            "",
            "n",
            "s",
            CONTEXT.user(),
            true,
            "test",
            Map.of(),
            Instant.EPOCH,
            new ArrayList<>());
    ApiObject service =
        service(
            "{'type':'NodePort','ports':[{'port':80},{'port':81},{'port':82,'nodePort':30003}]}");
    allocation.before(dry, service, null).release();
    assertThat(ServiceHoldings.ports(ServiceHoldings.spec(service))).hasSize(3);
    assertThat(ports.taken()).isEmpty();
    assertThat(objects.list("networking.k8s.io", "ipaddresses", "")).hasSize(1);
  }

  @Test
  void addressesComeFromRangesThatAreReady() {
    objects
        .with(
            "networking.k8s.io",
            "servicecidrs",
            "{'metadata':{'name':'going','deletionTimestamp':'x'},'spec':{'cidrs':['10.97.0.0/24']}}")
        .with(
            "networking.k8s.io",
            "servicecidrs",
            "{'metadata':{'name':'other'},'spec':{'cidrs':['10.98.0.0/24']},'status':{'conditions':[{'type':'Ready','status':'True'}]}}");
    assertThat(ip(create("{'type':'ClusterIP'}"))).startsWith("10.98.0.");
    assertThatThrownBy(() -> create("{'clusterIP':'10.97.0.9'}"))
        .hasMessageContaining("the provided network does not match the current range");
  }

  @Test
  void whatIsLeftBehindIsPutRight() {
    objects.with(
        "",
        "services",
        "{'metadata':{'name':'a','namespace':'n'},'spec':{'clusterIP':'10.96.0.7','ports':[{'port':1,'nodePort':30002}]}}");
    objects.with("networking.k8s.io", "ipaddresses", address("10.96.0.9", "n", "gone"));
    assertThat(ports.take(30001, false)).isInstanceOf(Grant.Given.class);
    round();
    assertThat(addresses.object("10.96.0.7")).isPresent();
    assertThat(addresses.object("10.96.0.9")).isPresent();
    assertThat(waiting).containsExactly("ipaddresses/10.96.0.9");
    assertThat(ports.taken()).containsExactly(30001, 30002);
    now = now.plusSeconds(62);
    round();
    assertThat(addresses.object("10.96.0.9")).isEmpty();
    assertThat(ports.taken()).containsExactly(30001, 30002);
    round();
    assertThat(ports.taken()).containsExactly(30002);
    assertThat(told())
        .contains(
            "ClusterIPNotAllocated: Cluster IP [IPv4]: 10.96.0.7 is not allocated; repairing",
            "IPAddressNotAllocated: IPAddress: 10.96.0.9 for Service n/gone appears to have leaked:"
                + " cleaning up",
            "PortNotAllocated: Port 30002 is not allocated; repairing");
  }

  @Test
  void whatPeopleHaveToSeeToIsToldOnceAndCounted() {
    for (String name : List.of("a", "b")) {
      objects.with(
          "",
          "services",
          ("{'metadata':{'name':'%s','namespace':'n','uid':'%s'},'spec':{'clusterIP':'10.96.0.7',"
                  + "'ports':[{'port':1,'nodePort':30002}]}}")
              .formatted(name, name));
    }
    objects.with(
        "",
        "services",
        "{'metadata':{'name':'far','namespace':'n','uid':'far'},'spec':{'clusterIP':'10.1.0.7',"
            + "'ports':[{'port':1,'nodePort':31000}]}}");
    round();
    now = now.plusSeconds(180);
    round();
    assertThat(told())
        .contains(
            "ClusterIPAlreadyAllocated: Cluster IP [IPv4]:10.96.0.7 was assigned to multiple"
                + " services; please recreate service",
            "ClusterIPOutOfRange: Cluster IP [IPv4]: 10.1.0.7 is not within any configured Service"
                + " CIDR; please recreate service",
            "PortAlreadyAllocated: Port 30002 was assigned to multiple services; please recreate"
                + " service",
            "PortOutOfRange: Port 31000 is not within the port range 30000-30003; please recreate"
                + " service")
        .doesNotHaveDuplicates();
    assertThat(objects.list("events.k8s.io", "events", "n"))
        .filteredOn(event -> "PortOutOfRange".equals(event.root().get("reason")))
        .singleElement()
        .satisfies(event -> assertThat(event.at("series", "count")).isEqualTo(2L));
  }

  @Test
  void anAddressThatIsAnothersByNowIsLeftAlone() {
    ApiObject first = create("{'clusterIP':'10.96.0.9'}");
    WriteHook.Reservation deletion = allocation.before(CONTEXT, null, first);
    objects.with("networking.k8s.io", "ipaddresses", address("10.96.0.9", "n", "other"));
    deletion.commit();
    assertThat(addresses.object("10.96.0.9")).isPresent();
  }

  private static String address(String ip, String namespace, String service) {
    return ("{'metadata':{'name':'%s','creationTimestamp':'2026-01-01T00:00:00Z','labels':"
            + "{'ipaddress.kubernetes.io/managed-by':'ipallocator.k8s.io',"
            + "'ipaddress.kubernetes.io/ip-family':'IPv4'}},"
            + "'spec':{'parentRef':{'resource':'services','namespace':'%s','name':'%s'}}}")
        .formatted(ip, namespace, service);
  }

  private List<String> told() {
    return objects.list("events.k8s.io", "events", "").stream()
        .map(event -> event.root().get("reason") + ": " + event.root().get("note"))
        .toList();
  }

  @Test
  void takenPortsAreAsUpstreamKeepsThem() {
    assertThat(ports.take(30001, false)).isInstanceOf(Grant.Given.class);
    String stored =
        new String(
            store.get("/registry/ranges/servicenodeports", 0).entry().value(),
            StandardCharsets.UTF_8);
    assertThat(stored)
        .isEqualTo(
            "{\"kind\":\"RangeAllocation\",\"apiVersion\":\"v1\",\"metadata\":{},\"range\":\"30000-30003\",\"data\":\"Ag==\"}");
    PortAllocator other = ports("30001-30010");
    assertThat(other.taken()).containsExactly(30001);
    assertThat(other.take(30005, false)).isInstanceOf(Grant.Given.class);
    assertThat(ports.take(30001, false)).isInstanceOf(Grant.Refused.class);
  }
}
