package io.navarch.gateway.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The tables of facts about the API. They are no part of this tree: their folder is given by {@code
 * -Dnavarch.reference} or lies at {@code ../shared/reference}. A test that asks for one is skipped,
 * and says so, where there is none.
 */
public final class ReferenceFacts {
  private ReferenceFacts() {}

  /** The rows of a table, by the names of its columns. */
  public static List<Map<String, String>> rows(String table) {
    Path file = folder().resolve(table);
    Assumptions.assumeTrue(Files.exists(file), "skipped: no " + file);
    try {
      List<String> lines = Files.readAllLines(file);
      String[] names = lines.getFirst().split("\t", -1);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split("\t", -1);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < names.length && i < cells.length; i++) {
          row.put(names[i], cells[i]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where nothing is said, where it lies beside the project. */
  private static Path folder() {
    String folder = System.getProperty("navarch.reference", "");
    if (!folder.isEmpty()) {
      return Path.of(folder);
    }
    Path project = Path.of("").toAbsolutePath().getParent();
    return project.resolveSibling("shared").resolve("reference");
  }
}
