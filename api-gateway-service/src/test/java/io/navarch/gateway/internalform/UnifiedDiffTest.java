package io.navarch.gateway.internalform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
  @Test
  void showsThreeLinesAroundAChange() {
    assertThat(UnifiedDiff.between("a\nb\nc\nd\ne\nf\ng\nh\ni", "a\nb\nc\nd\nX\nf\ng\nh\ni"))
        .isEqualTo("@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+X\n f\n g\n h\n");
  }

  @Test
  void keepsDistantChangesApartAndCloseOnesTogether() {
    String before = numbers(1, 30);
    String far = before.replace("\n5\n", "\nfive\n").replace("\n25\n", "\n");
    assertThat(UnifiedDiff.between(before, far))
        .isEqualTo(
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
                + "@@ -22,7 +22,6 @@\n 22\n 23\n 24\n-25\n 26\n 27\n 28\n");
    String close = before.replace("\n5\n", "\nfive\n").replace("\n10\n", "\n10\nmore\n");
    assertThat(UnifiedDiff.between(before, close))
        .isEqualTo(
            "@@ -2,12 +2,13 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n 10\n+more\n 11\n 12\n 13\n");
  }

  @Test
  void tellsWhatIsNewAndWhatIsGone() {
    assertThat(UnifiedDiff.between("", "a\nb")).isEqualTo("@@ -0,0 +1,2 @@\n+a\n+b\n");
    assertThat(UnifiedDiff.between("a", "")).isEqualTo("@@ -1 +0,0 @@\n-a\n");
    assertThat(UnifiedDiff.between("a", "a")).isEmpty();
  }

  private static String numbers(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(String::valueOf)
        .collect(Collectors.joining("\n"));
  }
}
