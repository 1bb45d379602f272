package io.navarch.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Gives a volume to the pod's fsGroup: group ownership, group access, and directories that pass the
 * group on.
 */
final class Ownership {
  private static final int READ_WRITE = 0660;
  private static final int READ_ONLY = 0440;
  private static final int ENTER = 0110;
  private static final int SET_GID = 02000;

  private Ownership() {}

  static void give(Path root, long group, boolean readOnly) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        if (Files.isSymbolicLink(path)) {
          Files.setAttribute(path, "unix:gid", (int) group, LinkOption.NOFOLLOW_LINKS);
          continue;
        }
        Files.setAttribute(path, "unix:gid", (int) group);
        int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
        mode |= readOnly ? READ_ONLY : READ_WRITE;
        if (Files.isDirectory(path)) {
          mode |= SET_GID | ENTER;
        }
        AtomicDirectory.setMode(path, mode);
      }
    }
  }
}
