package io.navarch.launcher.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostPortRulesTest {
  private static final String[] LEFT = {
    chain("CNI-HOSTPORT-SETMARK", ""),
    chain("CNI-HOSTPORT-MASQ", ""),
    chain("CNI-HOSTPORT-DNAT", ""),
    chain("PREROUTING", ",\"type\":\"nat\",\"policy\":\"accept\""),
    chain("POSTROUTING", ",\"type\":\"nat\",\"policy\":\"accept\""),
    rule("CNI-HOSTPORT-SETMARK", 2, "{\"counter\":null}"),
    rule("POSTROUTING", 6, "{\"jump\":{\"target\":\"CNI-HOSTPORT-MASQ\"}}"),
    rule("PREROUTING", 9, "{\"jump\":{\"target\":\"CNI-HOSTPORT-DNAT\"}}"),
  };

  @Test
  void theTableGoesWhenNothingElseIsInIt() {
    assertThat(removal(LEFT)).containsExactly("delete table ip nat");
  }

  @Test
  void aPodsHostPortKeepsEverything() {
    assertThat(removal(LEFT, rule("CNI-HOSTPORT-DNAT", 20, "{\"jump\":{\"target\":\"CNI-DN-1\"}}")))
        .isEmpty();
  }

  @Test
  void somebodyElsesRulesStay() {
    assertThat(removal(LEFT, rule("POSTROUTING", 30, "{\"masquerade\":null}")))
        .containsExactly(
            "delete rule ip nat POSTROUTING handle 6",
            "delete rule ip nat PREROUTING handle 9",
            "flush chain ip nat CNI-HOSTPORT-DNAT",
            "flush chain ip nat CNI-HOSTPORT-MASQ",
            "flush chain ip nat CNI-HOSTPORT-SETMARK",
            "delete chain ip nat CNI-HOSTPORT-DNAT",
            "delete chain ip nat CNI-HOSTPORT-MASQ",
            "delete chain ip nat CNI-HOSTPORT-SETMARK");
    assertThat(removal(LEFT, chain("DOCKER", ""))).doesNotContain("delete table ip nat");
  }

  @Test
  void aTableThatWasOnlyLookedAtGoes() {
    assertThat(removal(new String[0])).containsExactly("delete table ip nat");
  }

  @Test
  void aTableWithoutThePluginsChainsIsLetBe() {
    assertThat(removal(new String[] {chain("PREROUTING", ",\"policy\":\"accept\"")})).isEmpty();
  }

  private static List<String> removal(String[] entries, String... more) {
    String text =
        Stream.concat(Arrays.stream(entries), Arrays.stream(more))
            .collect(Collectors.joining(",", "{\"nftables\":[", "]}"));
    return HostPortRules.removal("ip", Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String chain(String name, String rest) {
    return "{\"chain\":{\"family\":\"ip\",\"table\":\"nat\",\"name\":\"%s\"%s}}"
        .formatted(name, rest);
  }

  private static String rule(String chain, int handle, String expression) {
    return "{\"rule\":{\"chain\":\"%s\",\"handle\":%d,\"expr\":[%s]}}"
        .formatted(chain, handle, expression);
  }
}
