package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Docker daemon of the test's own in a network namespace of its own, with all its files below one
 * folder: it touches no other daemon, no bridge and no packet rule of this machine, and nothing of
 * it stays.
 */
final class PrivateDocker implements AutoCloseable {
  private static final Path ROOT =
      Path.of(System.getProperty("user.dir")).resolve("..").normalize();

  private final Path folder;
  private final String networkNamespace;
  private final Process daemon;

  private PrivateDocker(Path folder, String networkNamespace, Process daemon) {
    this.folder = folder;
    this.networkNamespace = networkNamespace;
    this.daemon = daemon;
  }

  /** Starts one; skips the test with a reason on a machine that cannot. */
  static PrivateDocker start() throws IOException, InterruptedException {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "skipped: a Docker daemon needs root");
    for (String program :
        List.of("dockerd", "docker", "docker-compose", "ip", "nsenter", "containerd")) {
      assumeTrue(
          Shell.run(Duration.ofSeconds(5), List.of("sh", "-c", "command -v " + program)).exitCode()
              == 0,
          "skipped: there is no " + program + " on this machine");
    }
    Path folder = Files.createTempDirectory("navarch-docker");
    String name = "navarch-" + ProcessHandle.current().pid();
    Files.writeString(folder.resolve("daemon.json"), "{}");
    must("ip", "netns", "add", name);
    must("ip", "-n", name, "link", "set", "lo", "up");
    Process process =
        new ProcessBuilder(
                "nsenter",
                "--net=/run/netns/" + name,
                "dockerd",
                "--config-file=" + folder.resolve("daemon.json"),
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("dockerd.pid"),
                "--host=unix://" + folder.resolve("docker.sock"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("dockerd.log").toFile())
            .start();
    PrivateDocker docker = new PrivateDocker(folder, name, process);
    if (!docker.comesUp()) {
      String log = Files.readString(folder.resolve("dockerd.log"));
      docker.close();
      assumeTrue(
          false,
          "skipped: dockerd does not start here: "
              + log.substring(Math.max(0, log.length() - 300)).strip());
    }
    return docker;
  }

  private boolean comesUp() throws InterruptedException {
    for (int i = 0; i < 120 && daemon.isAlive(); i++) {
      if (run(Duration.ofSeconds(10), "docker", "info").exitCode() == 0) {
        return true;
      }
      daemon.waitFor(250, TimeUnit.MILLISECONDS);
    }
    return false;
  }

  /** Runs a program in the daemon's network and with its address, in the source tree's folder. */
  Shell.Result run(Duration limit, String... words) {
    List<String> command =
        new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + networkNamespace));
    command.addAll(List.of(words));
    return Shell.run(
        limit,
        command,
        Map.of("DOCKER_HOST", "unix://" + folder.resolve("docker.sock"), "HOME", folder.toString()),
        "");
  }

  /** Runs docker-compose with the source tree's file. */
  Shell.Result compose(Duration limit, String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "docker-compose",
                "--project-name=e2e",
                "--file=" + ROOT.resolve("docker-compose.yml")));
    command.addAll(List.of(words));
    return run(limit, command.toArray(String[]::new));
  }

  /** Builds the images as {@code ./navarch images --load} does. */
  void loadImages() throws IOException {
    Path home = ROOT.resolve("target/navarch");
    assertThat(home.resolve("lib")).as("the built jars; ./navarch build makes them").exists();
    try (var jars = Files.list(home.resolve("lib"))) {
      Path launcher =
          jars.filter(jar -> jar.getFileName().toString().matches("launcher-\\d.*\\.jar"))
              .findFirst()
              .orElseThrow();
      Shell.run(
              Duration.ofMinutes(5),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin/java").toString(),
                  "-jar",
                  launcher.toString(),
                  "images",
                  "--load",
                  "--output=" + folder.resolve("images")),
              Map.of(
                  "NAVARCH_HOME",
                  home.toString(),
                  "DOCKER_HOST",
                  "unix://" + folder.resolve("docker.sock"),
                  "HOME",
                  folder.toString()),
              "")
          .mustSucceed();
    }
  }

  /** A kubectl in the daemon's network. */
  Kubectl kubectl(String kubeconfig) throws IOException {
    Path file = folder.resolve("admin.conf");
    Files.writeString(file, kubeconfig);
    Path program = folder.resolve("kubectl");
    Files.writeString(
        program,
        "#!/bin/sh\nexec nsenter --net=/run/netns/%s %s \"$@\"\n"
            .formatted(networkNamespace, Clients.kubectl()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return new Kubectl(program, file);
  }

  /** Processes of this daemon that are still there. */
  List<String> processes() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(folder.toString()))
        .toList();
  }

  Path folder() {
    return folder;
  }

  String networkNamespace() {
    return networkNamespace;
  }

  @Override
  public void close() {
    try {
      daemon.destroy();
      if (!daemon.waitFor(60, TimeUnit.SECONDS)) {
        daemon.destroyForcibly().waitFor();
      }
      Shell.run(Duration.ofSeconds(5), List.of("cat", "/proc/self/mountinfo"))
          .mustSucceed()
          .lines()
          .map(line -> line.split(" ")[4])
          .filter(mount -> mount.startsWith(folder.toString()))
          .sorted(Comparator.reverseOrder())
          .forEach(mount -> must("umount", mount));
      must("ip", "netns", "delete", networkNamespace);
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static void must(String... words) {
    Shell.run(Duration.ofSeconds(20), List.of(words)).mustSucceed();
  }
}
