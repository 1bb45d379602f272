package io.navarch.launcher.cluster;

import io.navarch.launcher.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The built jars: one folder {@code lib} in which every runnable jar names its dependencies, and
 * {@code aot} with the start-up caches.
 */
public record Distribution(Path home) {

  /** The distribution that the running launcher is part of. */
  public static Distribution current() {
    String home = System.getenv("NAVARCH_HOME");
    if (home == null || !Files.isDirectory(Path.of(home, "lib"))) {
      throw new UserException(
          "NAVARCH_HOME does not name a built distribution; start this by the navarch script");
    }
    return new Distribution(Path.of(home));
  }

  public Path jar(Role role) throws IOException {
    return jar(role.artifact());
  }

  public Path launcher() throws IOException {
    return jar("launcher");
  }

  private Path jar(String artifact) throws IOException {
    try (var files = Files.list(home.resolve("lib"))) {
      return files
          .filter(f -> f.getFileName().toString().matches(artifact + "-\\d.*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new UserException("not built: " + artifact));
    }
  }

  /** The start-up cache of the process in which the role runs together with others. */
  public Path aotCache(Role role) {
    return home.resolve("aot").resolve(role.united().roleName() + ".aot");
  }

  /** The words that start a role with a configuration file. */
  public List<String> command(Role role, Path configuration) throws IOException {
    List<String> words = new ArrayList<>(program(role, role.mainClass()));
    words.add("--spring.config.additional-location=file:" + configuration);
    return words;
  }

  /** The words that start a program of a role's class path, in a machine sized as the role's. */
  public List<String> program(Role role, String mainClass) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(role.jvmFlags());
    words.addAll(commonFlags());
    if (Files.exists(aotCache(role))) {
      words.add("-XX:AOTCache=" + aotCache(role));
    }
    words.addAll(List.of("-cp", jar(role.united()).toString(), mainClass));
    return words;
  }

  /** Flags of every role; a cache fits only processes that are started with the same ones. */
  public static List<String> commonFlags() {
    return List.of(
        "-XX:+UseCompactObjectHeaders",
        "-XX:+ExitOnOutOfMemoryError",
        // what compilers and start-up took from the C heap goes back to the machine
        "-XX:+UnlockExperimentalVMOptions",
        "-XX:TrimNativeHeapInterval=60000",
        "-Xlog:aot=off",
        "-Xlog:cds=off",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        // a start calls most methods once: no use in compiling a way to each
        "-Djdk.reflect.useNativeAccessorOnly=true",
        // key stores live in memory only: there is no password to make hard to guess
        "-Dkeystore.pkcs12.keyPbeIterationCount=1",
        "-Dfile.encoding=UTF-8");
  }
}
