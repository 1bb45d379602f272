package io.navarch.e2e;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The chart of the control plane, rendered by an unmodified helm as release {@code lab}. */
final class Chart {
  private static final Path FOLDER =
      Path.of(System.getProperty("user.dir")).resolve("../helm/navarch").normalize();

  private Chart() {}

  static Shell.Result lint(String... values) {
    return helm(List.of("lint", "--strict", FOLDER.toString()), values);
  }

  static Shell.Result template(String... values) {
    return helm(
        List.of("template", "lab", FOLDER.toString(), "--namespace", "hosted", "--dry-run=client"),
        values);
  }

  /** The rendered objects. */
  static List<HasMetadata> objects(String... values) {
    return Arrays.stream(template(values).mustSucceed().split("(?m)^---$"))
        .filter(document -> document.contains("kind:"))
        .map(document -> (HasMetadata) Serialization.unmarshal(document))
        .toList();
  }

  /**
   * @param values as {@code --set} takes them
   */
  private static Shell.Result helm(List<String> words, String... values) {
    List<String> command = new ArrayList<>(List.of(Clients.helm().toString()));
    command.addAll(words);
    for (String value : values) {
      command.addAll(List.of("--set", value));
    }
    return Shell.run(Duration.ofMinutes(1), command, Map.of(), "");
  }
}
