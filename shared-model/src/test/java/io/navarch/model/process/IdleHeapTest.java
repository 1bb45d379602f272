package io.navarch.model.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.process.IdleHeap.Look;
import org.junit.jupiter.api.Test;

class IdleHeapTest {
  private static final long GIB = 1L << 30;
  private static final long SECOND = 1_000_000_000L;
  private static final Look BEFORE = new Look(GIB, 0, 0);

  @Test
  void whatABurstLeftBehindIsCollectedWhenItIsOver() {
    assertThat(new Look(GIB, SECOND, 30 * SECOND).isWorthCollecting(BEFORE, 0)).isTrue();
  }

  @Test
  void aBusyProcessIsLetBe() {
    assertThat(new Look(GIB, 20 * SECOND, 30 * SECOND).isWorthCollecting(BEFORE, 0)).isFalse();
  }

  @Test
  void aSmallHeapIsLetBe() {
    assertThat(new Look(GIB / 8, 0, 30 * SECOND).isWorthCollecting(BEFORE, 0)).isFalse();
  }

  @Test
  void aHeapThatIsAsLargeAsWhatWasKeptLastTimeIsLetBe() {
    assertThat(new Look(GIB, 0, 30 * SECOND).isWorthCollecting(BEFORE, GIB * 9 / 10)).isFalse();
    assertThat(new Look(GIB, 0, 30 * SECOND).isWorthCollecting(BEFORE, GIB / 2)).isTrue();
  }
}
