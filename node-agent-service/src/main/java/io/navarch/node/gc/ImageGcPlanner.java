package io.navarch.node.gc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which images go when the disk gets full: unused ones, those first that were used longest ago. */
final class ImageGcPlanner {
  static final int HIGH_PERCENT = 85;
  static final int LOW_PERCENT = 80;
  private static final Duration YOUNGEST = Duration.ofMinutes(2);

  private ImageGcPlanner() {}

  /**
   * An image on the node.
   *
   * @param firstSeen when the agent first saw it
   * @param lastUsed when a container was last seen to use it
   * @param inUse by a container, or pinned by the runtime
   */
  record ImageUse(String id, long bytes, Instant firstSeen, Instant lastUsed, boolean inUse) {}

  /** The ids of images to remove; none below the high mark. */
  static List<String> plan(long capacityBytes, long usedBytes, List<ImageUse> images, Instant now) {
    if (capacityBytes <= 0 || usedBytes * 100 < capacityBytes * HIGH_PERCENT) {
      return List.of();
    }
    long toFree = usedBytes - capacityBytes * LOW_PERCENT / 100;
    List<ImageUse> candidates =
        images.stream()
            .filter(i -> !i.inUse())
            .filter(i -> Duration.between(i.firstSeen(), now).compareTo(YOUNGEST) >= 0)
            .sorted(Comparator.comparing(ImageUse::lastUsed).thenComparing(ImageUse::firstSeen))
            .toList();
    List<String> removed = new ArrayList<>();
    for (ImageUse i : candidates) {
      if (toFree <= 0) {
        break;
      }
      removed.add(i.id());
      toFree -= i.bytes();
    }
    return removed;
  }
}
