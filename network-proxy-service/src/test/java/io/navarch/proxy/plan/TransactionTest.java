package io.navarch.proxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransactionTest {
  private static ServicePort web(Endpoint... endpoints) {
    return new ServicePort(
        "default/web:",
        "tcp",
        80,
        List.of("10.96.0.20"),
        List.of(),
        List.of(),
        0,
        0,
        false,
        false,
        List.of(endpoints));
  }

  private static Endpoint pod(int last) {
    return new Endpoint("10.244.0." + last, 8080, true);
  }

  @Test
  void aNewServiceIsOneChainAndOneElement() {
    Transaction t =
        Transaction.between(Fragment.EMPTY, RulesetCompiler.compile(web(pod(3), pod(4))));
    assertThat(t.text().lines())
        .satisfiesExactly(
            l -> assertThat(l).startsWith("add chain ip navarch svc-"),
            l ->
                assertThat(l)
                    .startsWith(
                        "add element ip navarch service-ips { 10.96.0.20 . tcp . 80 : goto svc-"),
            l ->
                assertThat(l)
                    .endsWith(
                        "dnat ip to numgen random mod 2 map { 0 : 10.244.0.3 . 8080, 1 : 10.244.0.4 . 8080 }"));
  }

  @Test
  void anEndpointMoreRewritesOnlyTheServicesChain() {
    Transaction t =
        Transaction.between(
            RulesetCompiler.compile(web(pod(3))), RulesetCompiler.compile(web(pod(3), pod(4))));
    assertThat(t.text().lines()).hasSize(2).allMatch(l -> l.contains("svc-"));
  }

  @Test
  void aServiceWithoutEndpointsIsRefused() {
    assertThat(Transaction.between(Fragment.EMPTY, RulesetCompiler.compile(web())).text())
        .isEqualTo(
            "add element ip navarch no-endpoint-services { 10.96.0.20 . tcp . 80 : goto reject-new }\n");
  }

  @Test
  void nothingChangesNothing() {
    Fragment fragment = RulesetCompiler.compile(web(pod(3)));
    assertThat(Transaction.between(fragment, fragment).isEmpty()).isTrue();
  }

  @Test
  void goingThereAndBackNamesEveryObjectTwice() {
    Fragment fragment =
        RulesetCompiler.compile(
            new ServicePort(
                "a/b:c",
                "udp",
                53,
                List.of("10.96.0.10"),
                List.of("192.0.2.9"),
                List.of("192.0.2.0/24"),
                30053,
                10,
                true,
                true,
                IntStream.range(2, 5).mapToObj(TransactionTest::pod).toList()));
    String there = Transaction.between(Fragment.EMPTY, fragment).text();
    String back = Transaction.between(fragment, Fragment.EMPTY).text();
    for (String kind : List.of("chain", "set", "element")) {
      assertThat(back.lines().filter(l -> l.startsWith("delete " + kind)).count())
          .isEqualTo(there.lines().filter(l -> l.startsWith("add " + kind)).count());
    }
  }
}
