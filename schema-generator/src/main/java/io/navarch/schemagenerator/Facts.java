package io.navarch.schemagenerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The fact tables: tab separated, one header line. */
final class Facts {
  private Facts() {}

  /** The rows of a table without its header; every row has as many cells as the header. */
  static List<String[]> table(String name) {
    String[] lines = text(name).split("\n");
    int width = lines[0].split("\t", -1).length;
    return Arrays.stream(lines)
        .skip(1)
        .filter(line -> !line.isEmpty())
        .map(line -> cells(name, line, width))
        .toList();
  }

  private static String[] cells(String table, String line, int width) {
    String[] cells = line.split("\t", -1);
    if (cells.length != width) {
      throw new IllegalStateException(table + " has a row of another width: " + line);
    }
    return cells;
  }

  static String text(String name) {
    try (InputStream in = Facts.class.getResourceAsStream("facts/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no fact table " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
