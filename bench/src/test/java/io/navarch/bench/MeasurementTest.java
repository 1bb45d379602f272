package io.navarch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the driver makes of what it saw. */
class MeasurementTest {
  @Test
  void percentilesAreTheSmallestLatencyThatTheShareDoesNotExceed() {
    Latencies hundred =
        Latencies.of(LongStream.rangeClosed(1, 100).map(i -> i * 1_000_000).toArray());
    assertThat(hundred.millis(0.5)).isEqualTo(50);
    assertThat(hundred.millis(0.99)).isEqualTo(99);
    assertThat(hundred.millis(1)).isEqualTo(100);
    assertThat(Latencies.of(new long[] {0, 0, 7_000_000}).count()).isOne();
    assertThat(Latencies.of(new long[3]).millis(0.5)).isZero();
  }

  @Test
  void cpuTimeIsReadFromTheKernelsLine() {
    String stat = "42 (java (x) y) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 30 0 100";
    assertThat(ServerProcess.cpuMicros(stat)).isEqualTo(3_000_000);
    assertThat(ServerProcess.residentKib("Name:\tjava\nVmRSS:\t  1024 kB\n")).isEqualTo(1024);
  }

  @Test
  void serversHaveNames() {
    assertThat(ServerProcess.parse("etcd=12")).isEqualTo(new ServerProcess("etcd", 12));
    assertThat(ServerProcess.parse("12")).isEqualTo(new ServerProcess("12", 12));
    assertThatThrownBy(() -> ServerProcess.parse("etcd=x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void linesShowCpuInTheUnitThatFits() {
    Latencies none = Latencies.of(new long[0]);
    assertThat(new Measurement("a", 1000, 1, none, 5_600, Map.of()).line()).contains("5.60 µs");
    assertThat(new Measurement("a", 10, 1, none, 7_600, Map.of(500, 2L)).line())
        .contains("0.760 ms", "refused {500=2}");
    assertThat(new Measurement("a", 10, 1, none, 0, Map.of()).line()).endsWith("-");
  }
}
