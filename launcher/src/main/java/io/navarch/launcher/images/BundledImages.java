package io.navarch.launcher.images;

import java.nio.file.Path;
import java.util.List;

/**
 * The images that a cluster without a registry needs: the sandbox's and the demo's, made from the
 * host's static busybox.
 */
public final class BundledImages {
  public static final String PAUSE = "navarch.io/pause:1";
  public static final String BUSYBOX = "navarch.io/busybox:1";
  public static final String DEMO = "navarch.io/demo:1";
  public static final String DEMO_NEXT = "navarch.io/demo:2";

  /**
   * Holds the pod's namespaces, reaps orphans as process 1 of a shared process namespace, ends on
   * TERM.
   */
  private static final String PAUSE_SCRIPT =
      """
      #!/bin/sh
      trap 'exit 0' TERM INT
      while :; do sleep 2147483647 & wait; done
      """;

  /** Answers on 8080 with its own name and version, and says on stdout what it was asked. */
  private static final String DEMO_SCRIPT =
      """
      #!/bin/sh
      trap 'kill $server; exit 0' TERM INT
      mkdir -p /tmp/www
      echo "Hello from $(hostname), demo $DEMO_VERSION" > /tmp/www/index.html
      echo ok > /tmp/www/healthz
      echo "demo $DEMO_VERSION on $(hostname) listens on ${PORT:-8080}"
      httpd -f -vv -p "${PORT:-8080}" -h /tmp/www 2>&1 &
      server=$!
      wait $server
      """;

  private BundledImages() {}

  /**
   * @param busybox a statically linked busybox, in Debian {@code /bin/busybox} of busybox-static
   * @param applets its applet names, as {@code busybox --list} prints them
   */
  public static List<OciImage> all(Path busybox, List<String> applets) {
    return List.of(
        base(PAUSE, busybox, List.of("sh", "sleep"))
            .text("/pause", PAUSE_SCRIPT, 0755)
            .entrypoint("/pause"),
        base(BUSYBOX, busybox, applets).command("sh"),
        demo(DEMO, "1", busybox, applets),
        demo(DEMO_NEXT, "2", busybox, applets));
  }

  private static OciImage demo(
      String reference, String version, Path busybox, List<String> applets) {
    return base(reference, busybox, applets)
        .text("/demo", DEMO_SCRIPT, 0755)
        .environment("DEMO_VERSION", version)
        .entrypoint("/demo");
  }

  private static OciImage base(String reference, Path busybox, List<String> applets) {
    OciImage image =
        new OciImage(reference)
            .directory("/tmp", 01777)
            .directory("/root", 0700)
            .text(
                "/etc/passwd",
                "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
                0644)
            .text("/etc/group", "root:x:0:\nnogroup:x:65534:\n", 0644)
            .file("/bin/busybox", busybox, 0755);
    applets.stream()
        .filter(a -> !a.equals("busybox"))
        .forEach(applet -> image.link("/bin/" + applet, "busybox"));
    return image;
  }
}
