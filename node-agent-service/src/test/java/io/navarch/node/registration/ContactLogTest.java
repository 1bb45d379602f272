package io.navarch.node.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactLogTest {
  private static final Exception CAUSE = new IllegalStateException("connection refused");
  private final ContactLog contact = new ContactLog();

  @Test
  void aLongSilenceIsToldOnceAndItsEndToo() {
    long told =
        IntStream.range(0, 3 * ContactLog.PATIENCE).filter(_ -> contact.failed(CAUSE)).count();
    assertThat(told).isEqualTo(1);
    assertThat(contact.made()).isTrue();
    assertThat(contact.made()).isFalse();
  }

  @Test
  void aShortOneIsNot() {
    for (int i = 1; i < ContactLog.PATIENCE; i++) {
      assertThat(contact.failed(CAUSE)).isFalse();
    }
    assertThat(contact.made()).isFalse();
  }
}
