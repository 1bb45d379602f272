package io.navarch.gateway.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.registry.ReferenceFacts;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The columns of every kind's table are those of the reference, in its order. */
class PrinterColumnFactsTest {
  private final BuiltinTables tables = new BuiltinTables();

  @Test
  void columnsAreTheReferences() {
    List<Map<String, String>> facts = ReferenceFacts.rows("printer-columns.tsv");
    Set<String> compared = new TreeSet<>();
    SoftAssertions softly = new SoftAssertions();
    for (ResourceDefinition resource : BuiltinResources.instance().all()) {
      List<String> expected =
          facts.stream()
              .filter(row -> row.get("kind").equals(resource.kind()))
              .filter(row -> row.get("source").equals("printers"))
              .filter(row -> !row.get("position").startsWith("-"))
              .sorted(Comparator.comparing(row -> Integer.parseInt(row.get("position"))))
              .map(PrinterColumnFactsTest::shown)
              .toList();
      if (!expected.isEmpty()) {
        compared.add(resource.kind());
        List<String> actual = new ArrayList<>();
        tables.columns(resource).forEach(column -> actual.add(shownColumn(column)));
        softly.assertThat(actual).as(resource.kind()).isEqualTo(expected);
      }
    }
    softly.assertThat(compared).hasSizeGreaterThan(40);
    softly.assertAll();
  }

  private static String shown(Map<String, String> row) {
    return String.join(
        "|", row.get("name"), row.get("type"), row.get("format"), row.get("priority"));
  }

  private static String shownColumn(Map<String, Object> column) {
    return String.join(
        "|",
        String.valueOf(column.get("name")),
        String.valueOf(column.get("type")),
        String.valueOf(column.get("format")),
        String.valueOf(column.get("priority")));
  }

  @Test
  void knowsItsOwnKinds() {
    assertThat(BuiltinResources.instance().all())
        .allSatisfy(resource -> assertThat(tables.columns(resource)).isNotEmpty());
  }
}
