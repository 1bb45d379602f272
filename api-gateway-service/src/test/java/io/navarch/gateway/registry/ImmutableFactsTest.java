package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Fields that may not change: a golden case of the kind changes each and is refused for it. */
class ImmutableFactsTest {
  /** Grows with the cases; a field may not lose its case again. */
  private static final int AT_LEAST = 76;

  private static final Pattern AFTER_NAME = Pattern.compile("[.\\[ (,<].*");

  @Test
  void changesAreRefused() {
    List<GoldenCase> updates = GoldenFiles.read().stream().filter(GoldenCase::isUpdate).toList();
    List<String> without = new ArrayList<>();
    int met = 0;
    for (Map<String, String> row : ReferenceFacts.rows("immutable-fields.tsv")) {
      if (row.get("how_refused").contains("ignored")) {
        continue;
      }
      if (updates.stream().anyMatch(update -> isRefusedFor(update, row))) {
        met++;
      } else {
        without.add(row.get("kind") + " " + row.get("field"));
      }
    }
    assertThat(met).as("without a case: %s", without).isGreaterThanOrEqualTo(AT_LEAST);
  }

  private static boolean isRefusedFor(GoldenCase update, Map<String, String> row) {
    String kind = ApiObject.string(update.base(), "kind");
    if (!row.get("kind").equals("ObjectMeta") && !row.get("kind").equals(kind)) {
      return false;
    }
    String[] steps = row.get("field").split("\\.");
    String name = AFTER_NAME.matcher(steps[steps.length - 1]).replaceAll("");
    return !name.isEmpty()
        && update.errors().stream()
            .anyMatch(error -> error.contains(": ") && error.split(": ", 2)[0].contains(name));
  }
}
