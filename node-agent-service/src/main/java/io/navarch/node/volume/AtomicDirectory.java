package io.navarch.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose files change all at once. The files lie in a hidden directory of their own;
 * {@code ..data} points to it and every visible name points through {@code ..data}, so that one
 * rename swaps the whole content. Readers see the old files or the new ones, never a mixture.
 */
final class AtomicDirectory {
  private static final String DATA = "..data";

  /**
   * @param mode permission bits
   * @param owner user id the file is given to, or null for root
   */
  record FileContent(byte[] bytes, int mode, @Nullable Long owner) {}

  private final Path root;

  AtomicDirectory(Path root) {
    this.root = root;
  }

  /**
   * Makes the directory hold exactly these files, by relative path; returns whether anything
   * changed.
   */
  boolean write(Map<String, FileContent> files, @Nullable Long group) throws IOException {
    Files.createDirectories(root);
    Path link = root.resolve(DATA);
    Path current = Files.isSymbolicLink(link) ? root.resolve(Files.readSymbolicLink(link)) : null;
    if (current != null && same(current, files)) {
      return false;
    }
    Path fresh = Files.createTempDirectory(root, "..");
    setMode(fresh, 0755);
    for (var entry : files.entrySet()) {
      Path file = fresh.resolve(entry.getKey());
      createParents(fresh, file);
      Files.write(file, entry.getValue().bytes());
      setMode(file, entry.getValue().mode());
      Long owner = entry.getValue().owner();
      if (owner != null) {
        Files.setAttribute(file, "unix:uid", owner.intValue());
      }
    }
    if (group != null) {
      Ownership.give(fresh, group, true);
    }
    Path fresher = root.resolve("..data_tmp");
    Files.deleteIfExists(fresher);
    Files.createSymbolicLink(fresher, fresh.getFileName());
    Files.move(fresher, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    linkNames(files.keySet());
    if (current != null) {
      Trees.delete(current);
    }
    return true;
  }

  private static void createParents(Path base, Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null && !parent.equals(base) && !Files.exists(parent)) {
      createParents(base, parent);
      Files.createDirectory(parent);
      setMode(parent, 0755);
    }
  }

  private void linkNames(Set<String> paths) throws IOException {
    Set<String> names = new TreeSet<>();
    paths.forEach(p -> names.add(Path.of(p).getName(0).toString()));
    for (String name : names) {
      Path visible = root.resolve(name);
      if (!Files.exists(visible, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(visible, Path.of(DATA, name));
      }
    }
    try (Stream<Path> entries = Files.list(root)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (Files.isSymbolicLink(entry) && !name.startsWith("..") && !names.contains(name)) {
          Files.delete(entry);
        }
      }
    }
  }

  private static boolean same(Path current, Map<String, FileContent> files) throws IOException {
    Set<String> present = new HashSet<>();
    try (Stream<Path> walk = Files.walk(current)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = current.relativize(file).toString();
        FileContent wanted = files.get(name);
        if (wanted == null || !Arrays.equals(Files.readAllBytes(file), wanted.bytes())) {
          return false;
        }
        present.add(name);
      }
    }
    return present.equals(files.keySet());
  }

  static void setMode(Path file, int mode) throws IOException {
    Files.setAttribute(file, "unix:mode", mode);
  }
}
