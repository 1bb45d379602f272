package io.navarch.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedPortsTest {
  @Test
  void severalMayStandInOneParameter() throws HttpProblem {
    assertThat(ForwardedPorts.read(List.of("80, 8080", "65535"))).containsExactly(80, 8080, 65535);
    assertThat(ForwardedPorts.read(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"abc", "", "80,", "-1", "+1", "65536", "99999999999999999999", "\u0663", "0"})
  void whatIsNoPortIsRefused(String value) {
    assertThatThrownBy(() -> ForwardedPorts.read(List.of(value)))
        .isInstanceOfSatisfying(
            HttpProblem.class, problem -> assertThat(problem.status()).isEqualTo(400));
  }
}
