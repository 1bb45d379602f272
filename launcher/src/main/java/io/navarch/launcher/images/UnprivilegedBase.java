package io.navarch.launcher.images;

import java.nio.file.Path;
import java.util.List;

/**
 * What the images of the control plane have in common: a user without rights, a resolver's
 * configuration and, for health checks and for looking around, a static busybox.
 */
final class UnprivilegedBase {
  /** User and group id that the control plane's containers run as. */
  static final int USER = 65532;

  private UnprivilegedBase() {}

  static OciImage image(String reference, Path busybox) {
    OciImage image =
        new OciImage(reference)
            .directory("/tmp", 01777)
            .text(
                "/etc/passwd",
                "root:x:0:0:root:/:/bin/false\nnavarch:x:" + USER + ":" + USER + "::/:/bin/false\n",
                0644)
            .text("/etc/group", "root:x:0:\nnavarch:x:" + USER + ":\n", 0644)
            .text("/etc/nsswitch.conf", "hosts: files dns\n", 0644)
            .file("/bin/busybox", busybox, 0755)
            .user(USER + ":" + USER);
    List.of("sh", "cat", "ls", "wget", "ssl_client")
        .forEach(applet -> image.link("/bin/" + applet, "busybox"));
    return image;
  }
}
