package io.navarch.node.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the manifests of static pods; the same file gives the same uid, a changed one gives another
 * pod.
 */
final class StaticPods {
  private static final Logger log = LoggerFactory.getLogger(StaticPods.class);

  private final Path directory;
  private final String node;

  StaticPods(Path directory, String node) {
    this.directory = directory;
    this.node = node;
  }

  List<Pod> read() throws IOException {
    List<Pod> pods = new ArrayList<>();
    if (Files.notExists(directory)) {
      return pods;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file :
          files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList()) {
        if (Files.isRegularFile(file)) {
          readOne(file, pods);
        }
      }
    }
    return pods;
  }

  private void readOne(Path file, List<Pod> pods) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      Pod pod = Serialization.unmarshal(new String(bytes, StandardCharsets.UTF_8), Pod.class);
      if (pod != null && pod.getSpec() != null && pod.getMetadata() != null) {
        pods.add(adopted(pod, bytes, file));
      }
    } catch (IOException | RuntimeException e) {
      log.warn("The static pod manifest {} cannot be read: {}", file, e.getMessage());
    }
  }

  private Pod adopted(Pod pod, byte[] bytes, Path file) {
    String hash = hash(bytes, file);
    ObjectMeta meta = pod.getMetadata();
    String namespace = meta.getNamespace() == null ? "default" : meta.getNamespace();
    var spec = pod.getSpec();
    var defaulted =
        new PodBuilder(pod)
            .editMetadata()
            .withName(meta.getName() + "-" + node)
            .withNamespace(namespace)
            .withUid(hash)
            .addToAnnotations(PodSources.HASH, hash)
            .addToAnnotations("kubernetes.io/config.source", "file")
            .endMetadata()
            .editSpec()
            .withNodeName(node)
            .withRestartPolicy(spec.getRestartPolicy() == null ? "Always" : spec.getRestartPolicy())
            .withDnsPolicy(spec.getDnsPolicy() == null ? "ClusterFirst" : spec.getDnsPolicy())
            .addToTolerations(new Toleration("NoExecute", null, "Exists", null, null))
            .endSpec()
            .build();
    defaulted.setStatus(null);
    return defaulted;
  }

  private String hash(byte[] bytes, Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(node.getBytes(StandardCharsets.UTF_8));
      digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
