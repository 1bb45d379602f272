package io.navarch.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.dns.zone.ServiceRecords.Backing;
import io.navarch.model.client.ObjectKey;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Kubernetes' DNS-based service discovery, schema version 1.1.0, section by section. */
class ZoneAnswersTest {
  private final ServiceTable table =
      new ServiceTable(Set.of("default", "kube-system", "empty")::contains, 100);
  private final ZoneAnswers zones =
      new ZoneAnswers(
          Zone.of("cluster.local", List.of("10.96.0.0/16", "10.244.0.0/16")), table, "kube-dns");

  @BeforeEach
  void theCluster() {
    cluster("default", "web", List.of("10.96.0.5"), port("http", 80), port("metrics", 9090))
        .at(endpoint("10.244.0.7", "", port("http", 8080)));
    cluster("default", "dual", List.of("10.96.0.6", "fd00:96::6"), port("", 443));
    cluster("kube-system", "kube-dns", List.of("10.96.0.10"), udp("dns", 53));
    put("default", "db", new Backing.Headless())
        .at(
            endpoint("10.244.0.11", "db-0", port("sql", 5432)),
            endpoint("10.244.0.12", "db-1", port("sql", 5432)),
            endpoint("10.244.0.13", "", port("sql", 5432)));
    put("default", "bare", new Backing.Headless()).at(endpoint("10.244.0.14", "only"));
    put("default", "nobody", new Backing.Headless()).at();
    put("default", "away", new Backing.ExternalName("www.example.com")).at();
    put("default", "literal", new Backing.ExternalName("192.0.2.1")).at();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          web.default.svc.cluster.local.               | A    | 10.96.0.5
          WEB.Default.SVC.cluster.LOCAL.               | A    | 10.96.0.5
          dual.default.svc.cluster.local.              | A    | 10.96.0.6
          dual.default.svc.cluster.local.              | AAAA | fd00:96:0:0:0:0:0:6
          dual.default.svc.cluster.local.              | ANY  | 10.96.0.6, fd00:96:0:0:0:0:0:6
          _http._tcp.web.default.svc.cluster.local.    | SRV  | 0 100 80 web.default.svc.cluster.local.
          web.default.svc.cluster.local.               | SRV  | 0 50 80 web.default.svc.cluster.local., 0 50 9090 web.default.svc.cluster.local.
          10-244-0-7.web.default.svc.cluster.local.    | A    | 10.244.0.7
          db.default.svc.cluster.local.                | A    | 10.244.0.11, 10.244.0.12, 10.244.0.13
          db-0.db.default.svc.cluster.local.           | A    | 10.244.0.11
          10-244-0-13.db.default.svc.cluster.local.    | A    | 10.244.0.13
          _sql._tcp.db.default.svc.cluster.local.      | SRV  | 0 33 5432 db-0.db.default.svc.cluster.local., 0 33 5432 db-1.db.default.svc.cluster.local., 0 33 5432 10-244-0-13.db.default.svc.cluster.local.
          bare.default.svc.cluster.local.              | A    | 10.244.0.14
          dns-version.cluster.local.                   | TXT  | "1.1.0"
          ns.dns.cluster.local.                        | A    | 10.96.0.10
          cluster.local.                               | NS   | ns.dns.cluster.local.
          cluster.local.                               | SOA  | ns.dns.cluster.local. hostmaster.cluster.local. 109 7200 1800 86400 5
          10-244-0-99.default.pod.cluster.local.       | A    | 10.244.0.99
          fd00--7.default.pod.cluster.local.           | AAAA | fd00:0:0:0:0:0:0:7
          5.0.96.10.in-addr.arpa.                      | PTR  | web.default.svc.cluster.local.
          7.0.244.10.in-addr.arpa.                     | PTR  | 10-244-0-7.web.default.svc.cluster.local.
          11.0.244.10.in-addr.arpa.                    | PTR  | db-0.db.default.svc.cluster.local.
          away.default.svc.cluster.local.              | CNAME | www.example.com.
          """)
  void isFound(String name, String type, String data) {
    assertThat(zones.answer(name(name), Type.value(type)))
        .isInstanceOfSatisfying(
            ZoneAnswer.Found.class,
            found -> {
              assertThat(found.records())
                  .extracting(Record::rdataToString)
                  .containsExactly(data.split(", "));
              assertThat(found.records()).allMatch(r -> r.getName().toString().equals(name));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "web.default.svc.cluster.local.,AAAA",
    "web.default.svc.cluster.local.,TXT",
    "db-0.db.default.svc.cluster.local.,SRV",
    "bare.default.svc.cluster.local.,SRV",
    "cluster.local.,A",
    "svc.cluster.local.,A",
    "pod.cluster.local.,A",
    "dns.cluster.local.,A",
    "default.svc.cluster.local.,A",
    "empty.svc.cluster.local.,A",
    "empty.pod.cluster.local.,A",
    "_tcp.web.default.svc.cluster.local.,A",
    "_tcp.db.default.svc.cluster.local.,SRV",
    "_http._tcp.web.default.svc.cluster.local.,A",
    "10-244-0-99.default.pod.cluster.local.,AAAA",
    "dns-version.cluster.local.,A",
    "5.0.96.10.in-addr.arpa.,A",
    "96.10.in-addr.arpa.,PTR",
    "0.244.10.in-addr.arpa.,PTR"
  })
  void standsWithoutDataOfThatType(String name, String type) {
    assertThat(zones.answer(name(name), Type.value(type))).isInstanceOf(ZoneAnswer.NoData.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing.cluster.local.",
        "web.svc.cluster.local.",
        "web.elsewhere.svc.cluster.local.",
        "missing.default.svc.cluster.local.",
        "nobody.default.svc.cluster.local.",
        "db-9.db.default.svc.cluster.local.",
        "_udp.web.default.svc.cluster.local.",
        "_ftp._tcp.web.default.svc.cluster.local.",
        "_http._udp.web.default.svc.cluster.local.",
        "http._tcp.web.default.svc.cluster.local.",
        "a.b.c.web.default.svc.cluster.local.",
        "x.away.default.svc.cluster.local.",
        "literal.default.svc.cluster.local.",
        "10-244-0-99.elsewhere.pod.cluster.local.",
        "10-244-0-999.default.pod.cluster.local.",
        "web.default.pod.cluster.local.",
        "www.example.com.cluster.local.",
        "x.dns-version.cluster.local.",
        "9.9.96.10.in-addr.arpa."
      })
  void isDenied(String name) {
    assertThat(zones.answer(name(name), Type.A)).isInstanceOf(ZoneAnswer.NoSuchName.class);
    assertThat(zones.answer(name(name), Type.SRV)).isInstanceOf(ZoneAnswer.NoSuchName.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.example.com.",
        "local.",
        "notcluster.local.",
        "10.in-addr.arpa.",
        "in-addr.arpa.",
        "8.8.8.8.in-addr.arpa.",
        "x.0.96.10.in-addr.arpa.",
        "1.5.0.96.10.in-addr.arpa.",
        "999.0.96.10.in-addr.arpa.",
        "1.0.ip6.arpa.",
        "."
      })
  void isSomebodyElses(String name) {
    assertThat(zones.answer(name(name), Type.A)).isInstanceOf(ZoneAnswer.Elsewhere.class);
    assertThat(zones.answer(name(name), Type.PTR)).isInstanceOf(ZoneAnswer.Elsewhere.class);
    assertThat(zones.isAuthoritativeFor(name(name))).isFalse();
  }

  @Test
  void anExternalNameIsAnAliasForEveryType() {
    for (int type : List.of(Type.A, Type.AAAA, Type.SRV, Type.MX)) {
      assertThat(zones.answer(name("away.default.svc.cluster.local."), type))
          .isInstanceOfSatisfying(
              ZoneAnswer.Alias.class,
              alias -> assertThat(alias.alias().getTarget()).hasToString("www.example.com."));
    }
  }

  @Test
  void portsComeWithTheAddressesOfTheirTargets() {
    assertThat(zones.answer(name("_sql._tcp.db.default.svc.cluster.local."), Type.SRV))
        .isInstanceOfSatisfying(
            ZoneAnswer.Found.class,
            found ->
                assertThat(found.additional())
                    .extracting(r -> r.getName() + " " + r.rdataToString())
                    .contains("db-1.db.default.svc.cluster.local. 10.244.0.12")
                    .hasSize(3));
  }

  @Test
  void answersLiveFiveSecondsAndDenialsNameTheZone() {
    assertThat(zones.answer(name("web.default.svc.cluster.local."), Type.A))
        .isInstanceOfSatisfying(
            ZoneAnswer.Found.class,
            found -> assertThat(found.records().getFirst().getTTL()).isEqualTo(5));
    assertThat(zones.answer(name("missing.default.svc.cluster.local."), Type.A))
        .isInstanceOfSatisfying(
            ZoneAnswer.NoSuchName.class,
            none -> {
              assertThat(none.authority().getName()).hasToString("cluster.local.");
              assertThat(none.authority().getMinimum()).isEqualTo(5);
            });
    assertThat(zones.answer(name("9.9.96.10.in-addr.arpa."), Type.PTR))
        .isInstanceOfSatisfying(
            ZoneAnswer.NoSuchName.class,
            none -> assertThat(none.authority().getName()).hasToString("96.10.in-addr.arpa."));
  }

  @Test
  void whatChangesIsAnsweredAnew() {
    long before = table.serial();
    put("default", "web", new Backing.Headless()).at(endpoint("10.244.0.8", "w"));
    assertThat(table.serial()).isGreaterThan(before);
    isFound("web.default.svc.cluster.local.", "A", "10.244.0.8");
    isDenied("5.0.96.10.in-addr.arpa.");
    isDenied("7.0.244.10.in-addr.arpa.");
    isFound("8.0.244.10.in-addr.arpa.", "PTR", "w.web.default.svc.cluster.local.");
    table.set(ObjectKey.of("default", "web"), null);
    isDenied("web.default.svc.cluster.local.");
    isDenied("8.0.244.10.in-addr.arpa.");
  }

  @Test
  void anAddressOfSeveralServicesHasAllTheirNames() {
    put("default", "again", new Backing.Headless()).at(endpoint("10.244.0.11", "x"));
    isFound(
        "11.0.244.10.in-addr.arpa.",
        "PTR",
        "x.again.default.svc.cluster.local., db-0.db.default.svc.cluster.local.");
  }

  /** Puts a service into the table once its endpoints are named. */
  private interface Placing {
    void at(Endpoint... endpoints);
  }

  private Placing cluster(
      String namespace, String name, List<String> addresses, NamedPort... ports) {
    Placing placing =
        put(
            namespace,
            name,
            new Backing.ClusterAddresses(
                addresses.stream().map(InetAddress::ofLiteral).toList(), List.of(ports)));
    placing.at();
    return placing;
  }

  private Placing put(String namespace, String name, Backing backing) {
    return endpoints ->
        table.set(
            ObjectKey.of(namespace, name),
            new ServiceRecords(namespace, name, backing, Arrays.asList(endpoints)));
  }

  private static Endpoint endpoint(String address, String hostname, NamedPort... ports) {
    return new Endpoint(InetAddress.ofLiteral(address), hostname, Stream.of(ports).toList());
  }

  private static NamedPort port(String name, int number) {
    return new NamedPort(name, "TCP", number);
  }

  private static NamedPort udp(String name, int number) {
    return new NamedPort(name, "UDP", number);
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
