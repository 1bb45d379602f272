package io.navarch.launcher.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the key and certificate files of a control plane in Secrets of the cluster that hosts it:
 * one with everything, {@code <prefix>-pki}, which only the job that renews certificates reads, and
 * one a role, {@code <prefix>-<role>}.
 */
public final class PkiSecrets {
  private static final String ALL = "pki";

  /** Stands for the slash of a path in the key of a Secret, which has none. */
  private static final String SLASH = "__";

  private final KubernetesClient client;
  private final String namespace;
  private final String prefix;
  private final Map<String, String> labels;

  public PkiSecrets(
      KubernetesClient client, String namespace, String prefix, Map<String, String> labels) {
    this.client = client;
    this.namespace = namespace;
    this.prefix = prefix;
    this.labels = Map.copyOf(labels);
  }

  /** Writes the files that an earlier call of {@link #save} kept; none if there was none. */
  public void restore(Path data) throws IOException {
    Secret kept = client.secrets().inNamespace(namespace).withName(name(ALL)).get();
    if (kept == null || kept.getData() == null) {
      return;
    }
    for (Map.Entry<String, String> file : kept.getData().entrySet()) {
      Path target = data.resolve(file.getKey().replace(SLASH, "/"));
      Files.createDirectories(target.getParent());
      Files.write(target, Base64.getDecoder().decode(file.getValue()));
    }
  }

  /** Keeps all files below a folder, and hands each role its own. */
  public void save(Path data) throws IOException {
    TreeMap<String, byte[]> everything = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        everything.put(
            data.relativize(file).toString().replace("/", SLASH), Files.readAllBytes(file));
      }
    }
    put(ALL, everything);
    for (Map.Entry<String, SortedMap<String, byte[]>> folder : HandOut.read(data).entrySet()) {
      put(folder.getKey(), folder.getValue());
    }
  }

  private void put(String name, SortedMap<String, byte[]> files) {
    TreeMap<String, String> encoded = new TreeMap<>();
    files.forEach(
        (file, content) -> encoded.put(file, Base64.getEncoder().encodeToString(content)));
    @Nullable Secret old = client.secrets().inNamespace(namespace).withName(name(name)).get();
    if (old == null) {
      client
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName(name(name))
                  .withLabels(labels)
                  .endMetadata()
                  .withType("Opaque")
                  .withData(encoded)
                  .build())
          .create();
    } else if (!encoded.equals(old.getData())) {
      client.resource(new SecretBuilder(old).withData(encoded).build()).update();
    }
  }

  private String name(String suffix) {
    return prefix + "-" + suffix;
  }
}
