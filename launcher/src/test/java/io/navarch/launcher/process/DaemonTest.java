package io.navarch.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
  @TempDir private Path folder;

  private Daemon daemon() {
    return new Daemon(
        "sleeper", folder.resolve("run/sleeper.pid"), folder.resolve("logs/sleeper.log"));
  }

  @Test
  void itRunsOnceAndStops() throws Exception {
    ProcessHandle first = daemon().start(List.of("sleep", "60"), Map.of());
    assertThat(daemon().start(List.of("sleep", "60"), Map.of()).pid()).isEqualTo(first.pid());
    assertThat(daemon().running()).isPresent();
    assertThat(daemon().stop(Duration.ofSeconds(5))).isTrue();
    assertThat(first.isAlive()).isFalse();
    assertThat(daemon().running()).isEmpty();
  }

  @Test
  void aProcessThatDoesNotListenIsKilledAfterTheGracePeriod() throws Exception {
    ProcessHandle stubborn =
        daemon()
            .start(
                List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"),
                Map.of());
    await().until(() -> daemon().lastLogLines(1).equals(List.of("ready")));
    daemon().stop(Duration.ofMillis(200));
    assertThat(stubborn.isAlive()).isFalse();
  }

  /** An init that does not ask how its children ended leaves them there. */
  @Test
  void aProcessThatOnlyWaitsToBeAskedHowItEndedIsNotRunning() throws Exception {
    Process parent =
        new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60")
            .redirectErrorStream(true)
            .start();
    try {
      String pid = parent.inputReader().readLine();
      Files.createDirectories(folder.resolve("run"));
      Files.writeString(folder.resolve("run/sleeper.pid"), pid + "\n");
      assertThat(daemon().running()).isPresent();
      assertThat(daemon().stop(Duration.ofSeconds(60))).isTrue();
      assertThat(Files.readString(Path.of("/proc/" + pid + "/stat"))).contains(" Z ");
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void anotherProcessWithThePidIsNotTakenForIt() throws Exception {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/sleeper.pid"), ProcessHandle.current().pid() + " 1\n");
    assertThat(daemon().running()).isEmpty();
  }
}
