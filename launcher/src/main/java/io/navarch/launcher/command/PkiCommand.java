package io.navarch.launcher.command;

import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes the certificates and kubeconfigs of a cluster whose processes others start: Docker Compose,
 * Helm.
 */
@Command(
    name = "pki",
    description =
        "Make certificates and kubeconfigs for a control plane that is started by other means.",
    mixinStandardHelpOptions = true)
public final class PkiCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      required = true,
      paramLabel = "<dir>",
      description = "Where they go: pki/ and kubeconfig/ below it.")
  private @Nullable Path directory;

  @Option(
      names = "--server",
      defaultValue = "https://api-gateway:6443",
      description = "How the kubeconfigs reach the API (default: ${DEFAULT-VALUE}).")
  private String server = "";

  @Option(names = "--name", description = "A further DNS name of the machines; may be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--address",
      description = "A further IP address of the machines; may be repeated.")
  private List<String> addresses = List.of();

  @Override
  public Integer call() {
    Path target = java.util.Objects.requireNonNull(directory);
    ClusterPkiOptions options =
        new ClusterPkiOptions(
            "navarch", addresses, "10.96.0.1", "cluster.local", names, Duration.ofDays(365));
    ClusterPki.ensure(target.resolve("pki"), options, InstantSource.system().instant())
        .ensureKubeconfigs(target.resolve("kubeconfig"), server);
    System.out.println(
        "certificates are in "
            + target.resolve("pki")
            + ", kubeconfigs in "
            + target.resolve("kubeconfig"));
    return 0;
  }
}
