package io.navarch.model.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "0.0,0",
    "0Ki,0",
    "100m,100m",
    "0.1,100m",
    "1.5,1500m",
    "1000m,1",
    "1024Mi,1Gi",
    "1536Mi,1536Mi",
    "1.5Gi,1536Mi",
    "0.5Ki,512",
    "1000,1k",
    "12345,12345",
    "1e3,1e3",
    "1000e3,1e6",
    "1E6,1E6",
    "0.1m,100u",
    "0.1n,1n",
    "-1.5,-1500m",
    "1.G,1.G",
    "5E,5E",
    "8Ki,8Ki",
    "1234567890123456789012,1234567890123456789012",
    "100Ei,9223372036854775807",
    "+5Mi,+5Mi",
    "0.001Ki,1024m"
  })
  void isWrittenInCanonicalForm(String text, String canonical) {
    assertThat(Quantity.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.2.3|quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "1x|quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "1mm|unable to parse quantity's suffix",
        "1Ni|quantities must match the regular expression"
            + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "1ki|unable to parse quantity's suffix"
      })
  void refusesOthers(String text, String message) {
    assertThatThrownBy(() -> Quantity.parse(text)).hasMessage(message);
  }

  @Test
  void computesExactly() {
    assertThat(Quantity.parse("1500m").add(Quantity.parse("500m"))).hasToString("2");
    assertThat(Quantity.parse("1Gi").subtract(Quantity.parse("512Mi"))).hasToString("512Mi");
    assertThat(Quantity.parse("100m").multiply(3)).hasToString("300m");
    assertThat(Quantity.parse("1Gi")).isGreaterThan(Quantity.parse("1G"));
    assertThat(Quantity.parse("1500m").wholeUnits()).isEqualTo(2);
    assertThat(Quantity.parse("1500m").milliUnits()).isEqualTo(1500);
    assertThat(Quantity.parse("1e2000000000").wholeUnits()).isEqualTo(Long.MAX_VALUE);
    assertThat(Quantity.parse("1u").roundUpToMilli()).hasToString("1m");
  }

  @Test
  void theCanonicalTextReadsBackAsItself() {
    long seed = 20260101;
    Random random = new Random(seed);
    String[] suffixes = {"", "n", "u", "m", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "e-2"};
    for (int i = 0; i < 20_000; i++) {
      String text =
          random.nextInt(100_000)
              + (random.nextBoolean() ? "." + random.nextInt(1_000) : "")
              + suffixes[random.nextInt(suffixes.length)];
      Quantity first = Quantity.parse(text);
      Quantity second = Quantity.parse(first.toString());
      assertThat(second).as("seed %d, text %s", seed, text).isEqualTo(first);
      assertThat(second.compareTo(first)).as("seed %d, text %s", seed, text).isZero();
    }
  }
}
