package io.navarch.examples.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code CLUSTER NODES}: a node as the one that was asked sees it.
 *
 * @param id the node's name, 40 hexadecimal digits
 * @param flags such as {@code myself}, {@code master}, {@code fail}
 * @param masterId whom it copies; null for a master
 * @param slots the hash slots that it serves
 * @param moving whether a slot is on its way from or to it
 */
record Node(
    String id,
    Set<String> flags,
    @Nullable String masterId,
    List<SlotRange> slots,
    boolean moving) {

  static List<Node> parseAll(String answer) {
    return answer
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .map(Node::parse)
        .toList();
  }

  /** Reads {@code <id> <ip:port@cport> <flags> <master> <ping> <pong> <epoch> <link> <slot>…}. */
  static Node parse(String line) {
    String[] words = line.split(" ");
    if (words.length < 8) {
      throw new IllegalArgumentException("not a line of CLUSTER NODES: " + line);
    }
    List<SlotRange> slots = new ArrayList<>();
    boolean moving = false;
    for (int i = 8; i < words.length; i++) {
      if (words[i].startsWith("[")) {
        moving = true;
      } else {
        slots.add(SlotRange.parse(words[i]));
      }
    }
    return new Node(
        words[0],
        Set.of(words[2].split(",")),
        words[3].equals("-") ? null : words[3],
        List.copyOf(slots),
        moving);
  }

  boolean isMyself() {
    return flags.contains("myself");
  }

  /** Not yet acquainted: its name will change. */
  boolean isHandshaking() {
    return flags.contains("handshake");
  }

  int slotCount() {
    return slots.stream().mapToInt(SlotRange::size).sum();
  }
}
