package io.navarch.examples.redis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Hash slots from the first to the last, both included. */
record SlotRange(int first, int last) {
  static final int SLOTS = 16384;

  SlotRange {
    if (first < 0 || last < first || last >= SLOTS) {
      throw new IllegalArgumentException("no slots: " + first + "-" + last);
    }
  }

  /** Reads {@code 5} or {@code 0-5460}. */
  static SlotRange parse(String text) {
    int dash = text.indexOf('-');
    return dash < 0
        ? new SlotRange(Integer.parseInt(text), Integer.parseInt(text))
        : new SlotRange(
            Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
  }

  /** All slots in equal parts. */
  static List<SlotRange> split(int parts) {
    List<SlotRange> ranges = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      ranges.add(new SlotRange(SLOTS * i / parts, SLOTS * (i + 1) / parts - 1));
    }
    return ranges;
  }

  /** What none of these covers. */
  static List<SlotRange> missing(Iterable<SlotRange> covered) {
    BitSet taken = new BitSet(SLOTS);
    covered.forEach(range -> taken.set(range.first, range.last + 1));
    List<SlotRange> missing = new ArrayList<>();
    for (int from = taken.nextClearBit(0); from < SLOTS; ) {
      int next = taken.nextSetBit(from);
      int end = next < 0 ? SLOTS : next;
      missing.add(new SlotRange(from, end - 1));
      from = taken.nextClearBit(end);
    }
    return missing;
  }

  int size() {
    return last - first + 1;
  }
}
