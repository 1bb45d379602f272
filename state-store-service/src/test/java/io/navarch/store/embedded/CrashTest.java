package io.navarch.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes 10,000 entries is killed somewhere on the way: nothing acknowledged is
 * lost.
 */
class CrashTest {
  private static final int WRITES = 10_000;

  @TempDir Path directory;

  @RepeatedTest(3)
  void losesNothingAcknowledged() throws IOException, InterruptedException {
    long seed = Long.getLong("navarch.test.seed", System.nanoTime());
    System.out.println("CrashTest seed: -Dnavarch.test.seed=" + seed);
    int killAfter = new Random(seed).nextInt(1, WRITES);

    Map<String, Long> acknowledged = writeAndKill(killAfter);

    assertThat(acknowledged).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(killAfter);
    try (EmbeddedStore store =
        EmbeddedStore.open(EmbeddedOptions.in(directory), InstantSource.system())) {
      acknowledged.forEach(
          (key, revision) -> {
            var entry = store.get(key, 0).entry();
            assertThat(entry).as("%s, seed %d", key, seed).isNotNull();
            assertThat(entry.modRevision()).isEqualTo(revision);
            int i = Integer.parseInt(key.substring("/crash/".length()));
            assertThat(entry.value()).isEqualTo(CrashWriter.value(i));
          });
      assertThat(store.verify()).as("seed %d", seed).isEmpty();
      long newest = acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
      assertThat(store.status().revision()).isGreaterThanOrEqualTo(newest);
    }
  }

  private Map<String, Long> writeAndKill(int killAfter) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWriter.class.getName(),
                directory.toString(),
                Integer.toString(WRITES))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Map<String, Long> acknowledged = new LinkedHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("done")) {
          child.toHandle().destroyForcibly();
          continue;
        }
        // What was printed before the kill still counts; a line cut in two does not.
        String[] words = line.split(" ");
        if (words.length == 3 && words[2].equals("ok")) {
          acknowledged.put(words[0], Long.valueOf(words[1]));
        }
        if (acknowledged.size() == killAfter) {
          child.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }
}
