package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Closed sets of values: a golden case of a field with such a set refuses another value and names
 * only values of the reference.
 */
class EnumFactsTest {
  /** Grows with the cases; a set may not lose its case again. */
  private static final int AT_LEAST = 120;

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

  @Test
  void wrongValuesAreRefused() {
    List<String> refusals =
        GoldenFiles.read().stream()
            .flatMap(golden -> golden.errors().stream())
            .filter(error -> error.contains("supported values: "))
            .toList();
    List<String> without = new ArrayList<>();
    int met = 0;
    for (Map<String, String> row : ReferenceFacts.rows("enums.tsv")) {
      if (refusals.stream().anyMatch(refusal -> isOf(row, refusal))) {
        met++;
      } else {
        without.add(row.get("type") + "." + row.get("field") + " " + row.get("closed"));
      }
    }
    assertThat(met).as("without a case: %s", without).isGreaterThanOrEqualTo(AT_LEAST);
  }

  private static boolean isOf(Map<String, String> row, String refusal) {
    String field = row.get("field").replaceAll("\\[.*]", "");
    String name = Pattern.quote(field.substring(field.lastIndexOf('.') + 1));
    if (!Pattern.compile("(^|[.\\]])" + name + "(\\[[^\\]]*])?: ").matcher(refusal).find()) {
      return false;
    }
    Set<String> named = new HashSet<>();
    Matcher values = QUOTED.matcher(refusal.substring(refusal.indexOf("supported values: ")));
    while (values.find()) {
      named.add(values.group(1));
    }
    Set<String> known = new HashSet<>(List.of(row.get("values").split(",")));
    known.add("");
    return known.containsAll(named);
  }
}
