package io.navarch.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeTest {
  private static final String ANSWER =
      """
      07c37df 127.0.0.1:30004@31004 slave e7d1eec 0 1426238317239 4 connected
      e7d1eec 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5460 5462 [5461->-07c37df]
      """;

  @Test
  void aCopyAndAMaster() {
    List<Node> nodes = Node.parseAll(ANSWER);
    assertThat(nodes.getFirst())
        .satisfies(
            copy -> {
              assertThat(copy.masterId()).isEqualTo("e7d1eec");
              assertThat(copy.isMyself()).isFalse();
              assertThat(copy.slotCount()).isZero();
            });
    assertThat(nodes.getLast())
        .satisfies(
            master -> {
              assertThat(master.isMyself()).isTrue();
              assertThat(master.masterId()).isNull();
              assertThat(master.slots())
                  .containsExactly(new SlotRange(0, 5460), new SlotRange(5462, 5462));
              assertThat(master.moving()).isTrue();
            });
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> Node.parse("ERR This instance has cluster support disabled"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void missingSlotsAreFound() {
    assertThat(SlotRange.missing(List.of(new SlotRange(0, 10), new SlotRange(20, 16382))))
        .containsExactly(new SlotRange(11, 19), new SlotRange(16383, 16383));
    assertThat(SlotRange.missing(SlotRange.split(7))).isEmpty();
  }
}
