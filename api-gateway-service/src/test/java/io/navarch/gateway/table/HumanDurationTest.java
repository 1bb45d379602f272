package io.navarch.gateway.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {
  @ParameterizedTest
  @CsvSource({
    "PT-2S, <invalid>",
    "PT-1.5S, 0s",
    "PT0S, 0s",
    "PT119S, 119s",
    "PT2M, 2m",
    "PT5M12S, 5m12s",
    "PT10M5S, 10m",
    "PT179M, 179m",
    "PT3H, 3h",
    "PT7H5M, 7h5m",
    "PT47H, 47h",
    "P2DT3H, 2d3h",
    "P3D, 3d",
    "P8DT5H, 8d",
    "P729D, 729d",
    "P731D, 2y1d",
    "P3650D, 10y"
  })
  void units(Duration duration, String text) {
    assertThat(HumanDuration.of(duration)).isEqualTo(text);
  }
}
