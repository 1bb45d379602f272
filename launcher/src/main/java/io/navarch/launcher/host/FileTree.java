package io.navarch.launcher.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder with everything in it. */
public final class FileTree {
  private FileTree() {}

  /** Deletes it; links are deleted, not followed. Returns whether it was there. */
  public static boolean delete(Path root) throws IOException {
    if (!Files.exists(root)) {
      return false;
    }
    try (var files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return true;
  }
}
