package io.navarch.launcher.images;

import io.navarch.launcher.cluster.ClusterLayout;
import io.navarch.launcher.cluster.ContainerRole;
import io.navarch.launcher.cluster.Distribution;
import io.navarch.launcher.cluster.Role;
import io.navarch.launcher.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The image that carries all of Navarch's services: a Java runtime made by jlink, the C library's
 * files that it needs, and the jars. A container names its role as the command, {@code @scheduler}
 * or {@code @launcher pki}: an argument file of the Java launcher; what follows goes to the role.
 */
public final class ServiceImage {
  public static final String REFERENCE = "navarch.io/navarch:0.1.0";

  private static final Path LIB = Path.of("/opt/navarch/lib");
  private static final Path ROLES = Path.of("/opt/navarch/roles");

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
   * @param distribution the jars
   * @param busybox a statically linked busybox
   * @param work a scratch folder, in which the runtime stays until the image is written
   */
  public static OciImage build(Path javaHome, Distribution distribution, Path busybox, Path work)
      throws IOException {
    Path runtime = work.resolve("runtime");
    link(javaHome, runtime);
    OciImage image = UnprivilegedBase.image(REFERENCE, busybox).tree("/opt/java", runtime);
    SharedLibraries.of(runtime, LOADED_AT_RUN_TIME)
        .forEach((inside, source) -> image.file(inside.toString(), source, 0755));
    try (Stream<Path> jars = Files.list(distribution.home().resolve("lib"))) {
      for (Path jar : jars.sorted().toList()) {
        image.file(LIB.resolve(jar.getFileName()).toString(), jar, 0644);
      }
    }
    for (Role role : Role.controlPlane(true)) {
      addRole(image, role, distribution);
    }
    addLauncher(image, distribution);
    for (String folder : ContainerRole.files().keySet()) {
      image.directory("/handout/" + folder, 0750, UnprivilegedBase.USER);
    }
    return image
        .directory(ContainerRole.FILES.toString(), 0750, UnprivilegedBase.USER)
        .directory(ClusterLayout.DEFAULT_DATA.toString(), 0750, UnprivilegedBase.USER)
        .workingDirectory(ROLES.toString())
        .entrypoint("/opt/java/bin/java");
  }

  /** Makes the runtime, with a class archive for the object headers that the roles run with. */
  private static void link(Path javaHome, Path runtime) throws IOException {
    require(
        List.of(
            javaHome.resolve("bin/jlink").toString(),
            "--add-modules",
            MODULES,
            "--strip-debug",
            "--no-man-pages",
            "--no-header-files",
            "--output",
            runtime.toString()));
    require(
        List.of(
            runtime.resolve("bin/java").toString(),
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xshare:dump"));
  }

  private static void require(List<String> words) throws IOException {
    Command.Result result = Command.run(Duration.ofMinutes(5), words);
    if (!result.succeeded()) {
      throw new IOException(String.join(" ", words) + " failed: " + result.output().strip());
    }
  }

  private static void addRole(OciImage image, Role role, Distribution distribution)
      throws IOException {
    Path properties = ROLES.resolve(role.roleName() + ".properties");
    Path jar = LIB.resolve(distribution.jar(role).getFileName());
    image.text(
        ROLES.resolve(role.roleName()).toString(),
        String.join("\n", ContainerRole.arguments(role, jar, properties)) + "\n",
        0644);
    image.text(properties.toString(), lines(ContainerRole.properties(role)), 0644);
  }

  private static void addLauncher(OciImage image, Distribution distribution) throws IOException {
    image.text(
        ROLES.resolve("launcher").toString(),
        Stream.concat(
                Distribution.commonFlags().stream(),
                Stream.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-jar",
                    LIB.resolve(distribution.launcher().getFileName()).toString()))
            .collect(Collectors.joining("\n", "", "\n")),
        0644);
  }

  private static String lines(Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
