package io.navarch.model.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final ClusterPkiOptions OPTIONS =
      ClusterPkiOptions.of("node-1", List.of("192.0.2.7"));

  @TempDir Path dir;

  @Test
  void makesEveryFileOfTheLayout() throws Exception {
    ClusterPki pki = ClusterPki.ensure(dir, OPTIONS, NOW);
    assertThat(files().keySet())
        .contains(
            "ca.crt",
            "ca.key",
            "apiserver.crt",
            "apiserver-kubelet-client.key",
            "sa.pub",
            "sa.key",
            "front-proxy-client.crt",
            "state-store/server.crt",
            "state-store/client.key",
            "node-agent.crt",
            "scheduler.crt",
            "controller.crt");
    X509Certificate server = Pem.certificate(Pem.read(dir.resolve("apiserver.crt")));
    server.verify(pki.authority().certificate().getPublicKey());
    assertThat(server.getSubjectAlternativeNames().stream().map(n -> (Object) n.get(1)))
        .contains(
            "kubernetes",
            "kubernetes.default.svc.cluster.local",
            "localhost",
            "10.96.0.1",
            "127.0.0.1",
            "192.0.2.7",
            "node-1");
    X509Certificate client = Pem.certificate(Pem.read(dir.resolve("apiserver-kubelet-client.crt")));
    assertThat(Subjects.commonName(client)).isEqualTo("kube-apiserver-kubelet-client");
    assertThat(Subjects.organizations(client)).containsExactly("system:masters");
  }

  @Test
  void onlyTheOwnerReadsKeys() throws Exception {
    ClusterPki.ensure(dir, OPTIONS, NOW);
    for (String file : files().keySet()) {
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(file)));
      assertThat(mode).as(file).isEqualTo(isSecret(file) ? "rw-------" : "rw-r--r--");
    }
  }

  private static boolean isSecret(String file) {
    return file.endsWith(".key") || file.equals(EncryptionKeyFile.NAME);
  }

  @Test
  void changesNothingWhenAllIsThere() throws Exception {
    ClusterPki.ensure(dir, OPTIONS, NOW).ensureKubeconfigs(dir.resolve("k"), "https://a:1");
    Map<String, String> first = files();
    ClusterPki.ensure(dir, OPTIONS, NOW).ensureKubeconfigs(dir.resolve("k"), "https://a:1");
    assertThat(files()).isEqualTo(first);
  }

  @Test
  void renewsLeavesNearTheirEndAndKeepsAuthorities() throws Exception {
    ClusterPki.ensure(dir, OPTIONS, NOW).ensureKubeconfigs(dir.resolve("k"), "https://a:1");
    Map<String, String> first = files();
    Instant later = NOW.plus(Duration.ofDays(330));
    ClusterPki.ensure(dir, OPTIONS, later).ensureKubeconfigs(dir.resolve("k"), "https://a:1");
    Map<String, String> second = files();
    assertThat(second.get("ca.crt")).isEqualTo(first.get("ca.crt"));
    assertThat(second.get("sa.key")).isEqualTo(first.get("sa.key"));
    assertThat(second.get("apiserver.crt")).isNotEqualTo(first.get("apiserver.crt"));
    assertThat(second.get("k/admin.conf")).isNotEqualTo(first.get("k/admin.conf"));
  }

  @Test
  void aNewAddressMakesANewServingCertificate() throws Exception {
    ClusterPki.ensure(dir, OPTIONS, NOW);
    Map<String, String> first = files();
    ClusterPki.ensure(dir, ClusterPkiOptions.of("node-1", List.of("192.0.2.8")), NOW);
    assertThat(files().get("apiserver.crt")).isNotEqualTo(first.get("apiserver.crt"));
    assertThat(files().get("front-proxy-client.crt"))
        .isEqualTo(first.get("front-proxy-client.crt"));
  }

  @Test
  void readsKeysBack() {
    for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
      var keys = algorithm.generate();
      assertThat(Pem.privateKey(Pem.encode(keys.getPrivate()))).isEqualTo(keys.getPrivate());
      assertThat(Pem.publicKeys(Pem.encode(keys.getPublic()))).containsExactly(keys.getPublic());
    }
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> all = new HashMap<>();
    try (Stream<Path> walk = Files.walk(dir)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        all.put(dir.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }
}
