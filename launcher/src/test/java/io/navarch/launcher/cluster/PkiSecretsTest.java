package io.navarch.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.navarch.model.pki.ClusterPki;
import io.navarch.model.pki.ClusterPkiOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PkiSecretsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private SecretsApi api;
  private KubernetesClient client;
  private PkiSecrets secrets;

  @BeforeEach
  void start() throws Exception {
    api = SecretsApi.start();
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(api.url()).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    secrets = new PkiSecrets(client, "here", "lab", Map.of("app", "navarch"));
  }

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  @Test
  void eachRoleGetsASecretWithItsOwnFiles() throws Exception {
    make(folder, NOW);
    secrets.save(folder);
    assertThat(api.names())
        .containsExactly(
            "lab-admin",
            "lab-api-gateway",
            "lab-controller",
            "lab-etcd",
            "lab-pki",
            "lab-scheduler",
            "lab-state-store");
    assertThat(api.keysOf("lab-scheduler"))
        .containsExactlyInAnyOrder("ca.crt", "scheduler.conf", "scheduler.crt", "scheduler.key");
    assertThat(api.keysOf("lab-pki")).contains("pki__ca.key", "pki__state-store__ca.crt");
  }

  @Test
  void anotherRunKeepsWhatFits() throws Exception {
    Path first = folder.resolve("first");
    make(first, NOW);
    secrets.save(first);
    int writes = api.writes();

    Path second = folder.resolve("second");
    secrets.restore(second);
    make(second, NOW.plusSeconds(3600));
    secrets.save(second);

    assertThat(api.writes()).isEqualTo(writes);
    assertThat(second.resolve("pki/ca.key")).hasSameBinaryContentAs(first.resolve("pki/ca.key"));
  }

  @Test
  void aRunNearTheEndOfTheCertificatesRenewsThemUnderTheSameAuthority() throws Exception {
    Path first = folder.resolve("first");
    make(first, NOW);
    secrets.save(first);

    Path second = folder.resolve("second");
    secrets.restore(second);
    make(second, NOW.plus(java.time.Duration.ofDays(350)));
    secrets.save(second);

    assertThat(Files.readString(second.resolve("pki/ca.crt")))
        .isEqualTo(Files.readString(first.resolve("pki/ca.crt")));
    assertThat(Files.readString(second.resolve("pki/apiserver.crt")))
        .isNotEqualTo(Files.readString(first.resolve("pki/apiserver.crt")));
    assertThat(api.value("lab-api-gateway", "apiserver.crt"))
        .isEqualTo(Files.readString(second.resolve("pki/apiserver.crt")));
  }

  private static void make(Path data, Instant now) {
    ClusterPki.ensure(data.resolve("pki"), ClusterPkiOptions.of("navarch", List.of()), now)
        .ensureKubeconfigs(data.resolve("kubeconfig"), "https://api-gateway:6443");
  }
}
