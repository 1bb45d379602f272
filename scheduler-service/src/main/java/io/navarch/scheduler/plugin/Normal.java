package io.navarch.scheduler.plugin;

/** The usual scaling of raw ratings: the highest becomes the best score. */
final class Normal {
  private Normal() {}

  static void scale(long[] ratings, boolean reverse) {
    long highest = 0;
    for (long rating : ratings) {
      highest = Math.max(highest, rating);
    }
    for (int i = 0; i < ratings.length; i++) {
      if (highest == 0) {
        ratings[i] = reverse ? Score.BEST : ratings[i];
      } else {
        long scaled = Score.BEST * ratings[i] / highest;
        ratings[i] = reverse ? Score.BEST - scaled : scaled;
      }
    }
  }
}
