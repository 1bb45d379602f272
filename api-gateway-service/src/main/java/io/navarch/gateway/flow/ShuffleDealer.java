package io.navarch.gateway.flow;

import java.util.Arrays;

/**
 * Deals each flow a hand of queues from its hash. Flows share all queues of a hand rarely, so that
 * a flow that fills its own leaves the others one that is free.
 */
final class ShuffleDealer {
  private final int deck;
  private final int hand;

  ShuffleDealer(int deck, int hand) {
    this.deck = deck;
    this.hand = Math.min(hand, deck);
  }

  /** Different cards, each from 0 on and below the deck's size. */
  int[] deal(long hash) {
    int[] cards = new int[hand];
    long rest = hash;
    for (int i = 0; i < hand; i++) {
      cards[i] = (int) Long.remainderUnsigned(rest, deck - i);
      rest = Long.divideUnsigned(rest, deck - i);
    }
    // Each number counts only the cards that are left: put it behind those already dealt.
    for (int i = 1; i < hand; i++) {
      int card = cards[i];
      int[] dealt = Arrays.copyOf(cards, i);
      Arrays.sort(dealt);
      for (int earlier : dealt) {
        if (card >= earlier) {
          card++;
        }
      }
      cards[i] = card;
    }
    return cards;
  }
}
