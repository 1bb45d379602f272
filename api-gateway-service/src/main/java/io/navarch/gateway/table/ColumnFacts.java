package io.navarch.gateway.table;

import io.navarch.gateway.facts.FactTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The columns of the built-in kinds: the rows of {@code columns.tsv} in this module's resources. A
 * description that begins with {@code @} stands in {@code column-texts.tsv}.
 */
public final class ColumnFacts {
  private static final Map<String, String> TEXTS = texts();

  /** What the name of an object is, as columns describe it. */
  public static final String NAME = text("@name");

  /** What the time of an object's creation is, as columns describe it. */
  public static final String CREATED = text("@created");

  private ColumnFacts() {}

  static Map<KindName, List<Map<String, Object>>> read() {
    Map<KindName, List<Map<String, Object>>> columns = new LinkedHashMap<>();
    for (String[] fields : FactTable.rows(ColumnFacts.class, "columns.tsv")) {
      columns
          .computeIfAbsent(kind(fields), _ -> new ArrayList<>())
          .add(
              column(
                  fields[2],
                  fields[3],
                  fields[4],
                  Long.parseLong(fields[5]),
                  fields[6].startsWith("@") ? text(fields[6]) : unescape(fields[6])));
    }
    columns.replaceAll((_, list) -> List.copyOf(list));
    return columns;
  }

  private static Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    FactTable.rows(ColumnFacts.class, "column-texts.tsv")
        .forEach(fields -> texts.put(fields[0], unescape(fields[1])));
    return Map.copyOf(texts);
  }

  private static String text(String key) {
    return Objects.requireNonNull(TEXTS.get(key), key);
  }

  private static String unescape(String text) {
    return text.replace("\\n", "\n");
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
