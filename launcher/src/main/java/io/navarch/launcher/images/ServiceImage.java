package io.navarch.launcher.images;

import io.navarch.launcher.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image that carries all of Navarch's services: a Java runtime made by jlink, the C library's
 * files that it needs, and the jars. A container names its role as the command: {@code
 * scheduler-service}, {@code api-gateway-service}, ...
 */
public final class ServiceImage {
  public static final String REFERENCE = "navarch.io/navarch:0.1.0";

  private static final String MODULES =
      "java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.zipfs,jdk.naming.dns,jdk.net,jdk.localedata";

  /** What the runtime, RocksDB and the resolver load besides what {@code ldd} tells. */
  private static final List<String> LOADED_AT_RUN_TIME =
      List.of(
          "libnss_dns.so.2",
          "libnss_files.so.2",
          "libresolv.so.2",
          "libstdc++.so.6",
          "libgcc_s.so.1");

  private ServiceImage() {}

  /**
   * @param javaHome a JDK 25
   * @param lib the distribution's folder of jars
   * @param work a scratch folder
   */
  public static OciImage build(Path javaHome, Path lib, Path work) throws IOException {
    Path runtime = work.resolve("runtime");
    Command.Result linked =
        Command.run(
            Duration.ofMinutes(5),
            List.of(
                javaHome.resolve("bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
                "--output",
                runtime.toString()));
    if (!linked.succeeded()) {
      throw new IOException("jlink failed: " + linked.output().strip());
    }
    OciImage image = new OciImage(REFERENCE).directory("/tmp", 01777).tree("/opt/java", runtime);
    for (Path library : libraries(runtime)) {
      image.file(library.toString(), library.toRealPath(), 0755);
    }
    addJars(image, lib);
    return image
        .text(
            "/etc/passwd",
            "root:x:0:0:root:/:/bin/false\nnavarch:x:65532:65532::/:/bin/false\n",
            0644)
        .text("/etc/nsswitch.conf", "hosts: files dns\n", 0644)
        .environment(
            "JAVA_TOOL_OPTIONS",
            "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError")
        .workingDirectory("/opt/navarch/lib")
        .entrypoint(
            "/opt/java/bin/java",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar");
  }

  /** The runnable jars get names without a version, so that a chart need not know it. */
  private static void addJars(OciImage image, Path lib) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      for (Path jar : files.sorted().toList()) {
        String name = jar.getFileName().toString();
        image.file("/opt/navarch/lib/" + name, jar, 0644);
        if (name.matches(".*-service-\\d.*\\.jar|launcher-\\d.*\\.jar")) {
          image.link("/opt/navarch/lib/" + name.replaceAll("-\\d.*\\.jar$", ""), name);
        }
      }
    }
  }

  /**
   * Every shared library that the runtime's programs and libraries are linked with, by its path on
   * this machine.
   */
  private static List<Path> libraries(Path runtime) throws IOException {
    List<Path> result = new ArrayList<>();
    List<Path> objects;
    try (Stream<Path> files = Files.walk(runtime)) {
      objects = files.filter(f -> f.toString().endsWith(".so") || f.endsWith("bin/java")).toList();
    }
    for (Path object : objects) {
      Command.run("ldd", object.toString())
          .output()
          .lines()
          .map(String::strip)
          .map(line -> line.contains("=>") ? line.substring(line.indexOf("=>") + 2).strip() : line)
          .map(line -> line.split(" ")[0])
          .filter(path -> path.startsWith("/") && !path.startsWith(runtime.toString()))
          .map(Path::of)
          .filter(Files::exists)
          .forEach(result::add);
    }
    for (String name : LOADED_AT_RUN_TIME) {
      Command.run("ldconfig", "-p")
          .output()
          .lines()
          .filter(line -> line.strip().startsWith(name + " ") && line.contains("64"))
          .map(line -> Path.of(line.substring(line.indexOf("=>") + 2).strip()))
          .findFirst()
          .ifPresent(result::add);
    }
    return result.stream().distinct().toList();
  }
}
