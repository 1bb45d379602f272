package io.navarch.launcher.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The image of etcd, made from this machine's etcd program. */
public final class EtcdImage {
  /** Tagged as the release that it was built for; {@code etcd --version} says what it holds. */
  public static final String REFERENCE = "navarch.io/etcd:0.1.0";

  private EtcdImage() {}

  /**
   * @param etcd in Debian {@code /usr/bin/etcd} of etcd-server
   * @param busybox a statically linked busybox
   */
  public static OciImage build(Path etcd, Path busybox) throws IOException {
    return UnprivilegedBase.image(REFERENCE, busybox)
        .program(
            "/usr/bin/etcd",
            etcd,
            List.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2"))
        .directory("/var/lib/etcd", 0700, UnprivilegedBase.USER)
        .directory("/etc/navarch", 0750, UnprivilegedBase.USER)
        .entrypoint("/usr/bin/etcd");
  }
}
