package io.navarch.launcher.images;

import io.navarch.launcher.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the shared libraries that programs of this machine are linked with. */
final class SharedLibraries {
  private SharedLibraries() {}

  /**
   * @param programs a program, or a folder with programs and libraries in it
   * @param loadedAtRunTime names of libraries that are opened by name, such as {@code
   *     libnss_dns.so.2}; one that this machine lacks is left out
   * @return the path at which each is looked for, and the file that lies there
   */
  static TreeMap<Path, Path> of(Path programs, List<String> loadedAtRunTime) throws IOException {
    TreeMap<Path, Path> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(programs)) {
      for (Path object : files.filter(SharedLibraries::isLinked).toList()) {
        addLinked(found, object, programs);
      }
    }
    List<String> known = Command.run("ldconfig", "-p").output().lines().map(String::strip).toList();
    for (String name : loadedAtRunTime) {
      for (String line : known) {
        if (line.startsWith(name + " ") && line.contains("64")) {
          add(found, Path.of(line.substring(line.indexOf("=>") + 2).strip()));
          break;
        }
      }
    }
    return found;
  }

  private static boolean isLinked(Path file) {
    return Files.isRegularFile(file)
        && (file.toString().endsWith(".so") || Files.isExecutable(file));
  }

  /**
   * Reads lines like {@code libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)} and {@code
   * /lib64/ld-linux-x86-64.so.2 (0x…)}.
   */
  private static void addLinked(TreeMap<Path, Path> found, Path object, Path own)
      throws IOException {
    for (String line : Command.run("ldd", object.toString()).output().lines().toList()) {
      String target = line.contains("=>") ? line.substring(line.indexOf("=>") + 2) : line;
      String path = target.strip().split(" ", 2)[0];
      if (path.startsWith("/") && !path.startsWith(own.toString())) {
        add(found, Path.of(path));
      }
    }
  }

  private static void add(TreeMap<Path, Path> found, Path library) throws IOException {
    if (Files.exists(library)) {
      found.put(library, library.toRealPath());
    }
  }
}
