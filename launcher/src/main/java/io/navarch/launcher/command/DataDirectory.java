package io.navarch.launcher.command;

import io.navarch.launcher.cluster.ClusterLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which cluster of this machine is meant. */
final class DataDirectory {
  @Option(
      names = "--data-dir",
      paramLabel = "<dir>",
      description =
          "Where the cluster keeps everything (default: $NAVARCH_DATA_DIR, else /var/lib/navarch).")
  private @Nullable Path directory;

  ClusterLayout layout() {
    if (directory != null) {
      return new ClusterLayout(directory);
    }
    String environment = System.getenv("NAVARCH_DATA_DIR");
    return new ClusterLayout(
        environment == null || environment.isBlank()
            ? ClusterLayout.DEFAULT_DATA
            : Path.of(environment));
  }
}
