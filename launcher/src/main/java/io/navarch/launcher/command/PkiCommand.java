package io.navarch.launcher.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.navarch.launcher.UserException;
import io.navarch.launcher.cluster.HandOut;
import io.navarch.launcher.cluster.PkiSecrets;
import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes the certificates and kubeconfigs of a cluster whose processes others start: Docker Compose,
 * Helm. What is there and still fits is kept.
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
  private Path directory = Path.of("");

  @Option(
      names = "--server",
      defaultValue = "https://api-gateway:6443",
      description = "How the control plane itself reaches the API (default: ${DEFAULT-VALUE}).")
  private String server = "";

  @Option(
      names = "--admin-server",
      description = "How the administrator reaches the API (default: as --server).")
  private @Nullable String adminServer;

  @Option(
      names = "--service-address",
      defaultValue = "10.96.0.1",
      description = "The first address of the service range (default: ${DEFAULT-VALUE}).")
  private String serviceAddress = "";

  @Option(names = "--name", description = "A further DNS name of the machines; may be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--address",
      description = "A further IP address of the machines; may be repeated.")
  private List<String> addresses = List.of();

  @Option(
      names = "--hand-out",
      paramLabel = "<dir>",
      description = "Copy to each role's folder below this one the files that the role needs.")
  private @Nullable Path handOut;

  @Option(
      names = "--secrets",
      paramLabel = "<prefix>",
      description =
          "Keep everything in Secrets of the cluster that this runs in, whose names begin so.")
  private @Nullable String secrets;

  @Option(
      names = "--namespace",
      paramLabel = "<name>",
      description = "The namespace of the Secrets.")
  private @Nullable String namespace;

  @Option(
      names = "--secret-label",
      paramLabel = "<key>=<value>",
      description = "A label of the Secrets; may be repeated.")
  private Map<String, String> secretLabels = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    if (secrets == null) {
      make();
    } else {
      makeInSecrets(secrets);
    }
    if (handOut != null) {
      HandOut.write(HandOut.read(directory), handOut);
      System.out.println("each role's files are below " + handOut);
    }
    return 0;
  }

  private void makeInSecrets(String prefix) throws IOException {
    if (namespace == null) {
      throw new UserException("--secrets needs --namespace");
    }
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      PkiSecrets kept = new PkiSecrets(client, namespace, prefix, secretLabels);
      kept.restore(directory);
      make();
      kept.save(directory);
    }
    System.out.println("they are kept in Secrets " + prefix + "-* of namespace " + namespace);
  }

  private void make() throws IOException {
    ClusterPkiOptions options =
        new ClusterPkiOptions(
            "navarch", addresses, serviceAddress, "cluster.local", names, Duration.ofDays(365));
    Path kubeconfigs = directory.resolve("kubeconfig");
    ClusterPki pki =
        ClusterPki.ensure(directory.resolve("pki"), options, InstantSource.system().instant());
    if (adminServer == null) {
      pki.ensureKubeconfigs(kubeconfigs, server);
    } else {
      Path outside = directory.resolve("outside");
      pki.ensureKubeconfigs(kubeconfigs, server);
      pki.ensureKubeconfigs(outside, adminServer);
      Files.copy(
          outside.resolve("admin.conf"),
          kubeconfigs.resolve("admin.conf"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    System.out.println(
        "certificates are in "
            + directory.resolve("pki")
            + ", kubeconfigs in "
            + directory.resolve("kubeconfig"));
  }
}
