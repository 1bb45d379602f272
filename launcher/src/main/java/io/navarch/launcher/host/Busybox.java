package io.navarch.launcher.host;

import io.navarch.launcher.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the static busybox that bundled images are made of. */
final class Busybox {
  private Busybox() {}

  static Path find() {
    return List.of("/bin/busybox", "/usr/bin/busybox").stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "No busybox found; the bundled images are made of it. Install it: apt-get install"
                        + " busybox-static"));
  }
}
