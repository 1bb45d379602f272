package io.navarch.controller.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CidrRangeTest {

  @Test
  void givesTheFirstFreePart() {
    CidrRange range = CidrRange.parse("10.244.0.0/16", 24);
    assertThat(range.firstFree(Set.of())).isEqualTo("10.244.0.0/24");
    assertThat(range.firstFree(Set.of("10.244.0.0/24", "10.244.2.0/24")))
        .isEqualTo("10.244.1.0/24");
  }

  @Test
  void endsWhenAllPartsAreTaken() {
    CidrRange range = CidrRange.parse("10.0.0.0/23", 24);
    assertThat(range.firstFree(Set.of("10.0.0.0/24", "10.0.1.0/24"))).isNull();
  }

  @Test
  void knowsTheSixthVersion() {
    assertThat(CidrRange.parse("fd00::/48", 64).firstFree(Set.of("fd00:0:0:0:0:0:0:0/64")))
        .isEqualTo("fd00:0:0:1:0:0:0:0/64");
  }

  @Test
  void refusesWhatIsNoRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> CidrRange.parse("nonsense", 24));
    assertThatIllegalArgumentException().isThrownBy(() -> CidrRange.parse("10.0.0.0/24", 16));
  }
}
