package io.navarch.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterOptionsTest {
  private static final ClusterOptions OPTIONS =
      new ClusterOptions(
          "etcd",
          true,
          "",
          "/own",
          "node-1",
          "192.0.2.2",
          6443,
          "10.244.0.0/16",
          "10.96.0.0/16",
          "10.96.0.10");

  @TempDir private Path folder;

  @Test
  void whatIsSavedIsLoaded() throws Exception {
    Path file = folder.resolve("a/cluster.json");
    assertThat(ClusterOptions.load(file)).isEmpty();
    OPTIONS.save(file);
    assertThat(ClusterOptions.load(file)).contains(OPTIONS);
  }

  @Test
  void aClusterFromBeforeControlGroupsWereChosenKeepsTheRoot() throws Exception {
    Path file = folder.resolve("cluster.json");
    Files.writeString(file, "{\"store\":\"embedded\",\"nodeName\":\"old\"}");
    assertThat(ClusterOptions.load(file).map(ClusterOptions::cgroupRoot)).contains("/");
  }

  @Test
  void aDamagedFileIsExplained() throws Exception {
    Path file = folder.resolve("cluster.json");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> ClusterOptions.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
  }

  @Test
  void theApiGetsTheFirstServiceAddress() {
    assertThat(OPTIONS.apiServiceIp()).isEqualTo("10.96.0.1");
  }

  @Test
  void anUnknownStoreIsRefused() {
    assertThatThrownBy(
            () -> new ClusterOptions("redis", false, "", "/", "n", "1.2.3.4", 6443, "", "", ""))
        .hasMessageContaining("choose embedded or etcd");
  }
}
