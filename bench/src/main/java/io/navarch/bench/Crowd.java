package io.navarch.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Many requests at once without end, sent by a process of their own. */
final class Crowd implements AutoCloseable {
  private final Process process;
  private final Writer orders;
  private final BufferedReader counts;

  private Crowd(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.counts = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * @param token of the user who asks
   * @param path what is asked for
   * @param size how many requests are under way at any time
   */
  static Crowd start(Path kubeconfig, String token, String path, int size) throws IOException {
    Crowd crowd =
        new Crowd(
            new ProcessBuilder(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    CrowdProcess.class.getName(),
                    kubeconfig.toString(),
                    path,
                    Integer.toString(size))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    crowd.say(token);
    return crowd;
  }

  /** What it was answered since it began. */
  Count count() {
    try {
      say("count");
      String line = counts.readLine();
      if (line == null) {
        throw new IllegalStateException("the flood's process has ended");
      }
      List<Long> numbers = List.of(line.split(" ")).stream().map(Long::valueOf).toList();
      return new Count(numbers.getFirst(), numbers.getLast());
    } catch (IOException e) {
      throw new UncheckedIOException("the flood's process has ended", e);
    }
  }

  private void say(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Answers.
   *
   * @param answered all of them
   * @param refused those that were no success, of whatever status
   */
  record Count(long answered, long refused) {
    Count since(Count before) {
      return new Count(answered - before.answered, refused - before.refused);
    }

    /** Under the status 0, since they may have had different ones. */
    Map<Integer, Long> refusedByStatus() {
      return refused == 0 ? Map.of() : Map.of(0, refused);
    }
  }
}
