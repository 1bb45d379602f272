package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.navarch.node.log.LogTail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The last words of a container: the file it may write, or the end of its log. */
final class TerminationMessages {
  static final String DEFAULT_PATH = "/dev/termination-log";
  private static final int LONGEST_FILE = 4096;
  private static final int LONGEST_LOG = 2048;
  private static final int MOST_LOG_LINES = 80;

  private TerminationMessages() {}

  static String path(Container c) {
    return c.getTerminationMessagePath() == null ? DEFAULT_PATH : c.getTerminationMessagePath();
  }

  static String policy(Container c) {
    return c.getTerminationMessagePolicy() == null ? "File" : c.getTerminationMessagePolicy();
  }

  /** The file on the node that is mounted at the container's termination message path. */
  static Path file(NodeFacts node, String podUid, String container, int attempt) {
    return node.podDir(podUid)
        .resolve("containers")
        .resolve(container)
        .resolve(Integer.toString(attempt));
  }

  /** What to report for a container that has exited. */
  static String read(NodeFacts node, String podUid, ObservedContainer c) {
    String fromFile = fromFile(file(node, podUid, c.name(), c.attempt()));
    boolean logMaySpeak =
        "FallbackToLogsOnError"
            .equals(c.annotations().get(RuntimeLabels.TERMINATION_MESSAGE_POLICY));
    if (fromFile.isEmpty() && logMaySpeak && c.exitCode() != 0 && !c.logPath().isEmpty()) {
      return LogTail.text(Path.of(c.logPath()), MOST_LOG_LINES, LONGEST_LOG);
    }
    return fromFile;
  }

  private static String fromFile(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
