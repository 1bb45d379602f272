package io.navarch.gateway.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The columns of the built-in kinds: the rows of {@code columns.tsv} in this module's resources.
 */
public final class ColumnFacts {
  private ColumnFacts() {}

  static Map<KindName, List<Map<String, Object>>> read() {
    Map<KindName, List<Map<String, Object>>> columns = new LinkedHashMap<>();
    try (InputStream in = ColumnFacts.class.getResourceAsStream("columns.tsv");
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      reader
          .lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .forEach(
              fields ->
                  columns
                      .computeIfAbsent(kind(fields), _ -> new ArrayList<>())
                      .add(
                          column(
                              fields[2],
                              fields[3],
                              fields[4],
                              Long.parseLong(fields[5]),
                              fields[6])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    columns.replaceAll((_, list) -> List.copyOf(list));
    return columns;
  }

  private static KindName kind(String[] fields) {
    return new KindName(fields[0].equals("core") ? "" : fields[0], fields[1]);
  }

  /** One entry of {@code columnDefinitions}. */
  public static Map<String, Object> column(
      String name, String type, String format, long priority, String description) {
    Map<String, Object> column = new LinkedHashMap<>();
    column.put("name", name);
    column.put("type", type);
    column.put("format", format);
    column.put("description", description);
    column.put("priority", priority);
    return column;
  }
}
