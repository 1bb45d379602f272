package io.navarch.model.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.process.HeapTrim.Kept;
import io.navarch.model.process.HeapTrim.Look;
import org.junit.jupiter.api.Test;

class HeapTrimTest {
  private static final long GIB = 1L << 30;
  private static final long SECOND = 1_000_000_000L;
  private static final Look BEFORE = new Look(GIB, 0, 0);

  private static final Kept NOTHING = new Kept(0, 0);

  private static Look idle(long heap, long second) {
    return new Look(heap, 0, second * SECOND);
  }

  private static Look busy(long heap, long second) {
    return new Look(heap, second * SECOND, second * SECOND);
  }

  @Test
  void whatABurstLeftBehindIsCollectedWhenItIsOver() {
    assertThat(idle(GIB, 30).isWorthCollecting(BEFORE, NOTHING)).isTrue();
  }

  @Test
  void aSmallHeapIsLetBe() {
    assertThat(idle(GIB / 8, 30).isWorthCollecting(BEFORE, NOTHING)).isFalse();
  }

  @Test
  void aHeapThatIsAsLargeAsWhatWasKeptLastTimeIsLetBe() {
    assertThat(idle(GIB, 30).isWorthCollecting(BEFORE, new Kept(GIB * 9 / 10, 0))).isFalse();
    assertThat(idle(GIB, 30).isWorthCollecting(BEFORE, new Kept(GIB / 2, 0))).isTrue();
  }

  @Test
  void aBusyProcessIsStoppedRarelyAndForMuchOnly() {
    assertThat(busy(GIB, 61).isWorthCollecting(BEFORE, NOTHING)).isTrue();
    assertThat(busy(GIB, 59).isWorthCollecting(BEFORE, NOTHING)).isFalse();
    assertThat(busy(GIB / 2, 61).isWorthCollecting(BEFORE, NOTHING)).isFalse();
    assertThat(busy(GIB, 61).isWorthCollecting(BEFORE, new Kept(GIB * 2 / 3, 0))).isFalse();
    assertThat(busy(GIB, 61).isWorthCollecting(BEFORE, new Kept(GIB / 2, 0))).isTrue();
  }
}
