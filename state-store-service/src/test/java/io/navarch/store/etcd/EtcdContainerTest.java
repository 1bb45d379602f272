package io.navarch.store.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.model.store.StateStore;
import io.navarch.store.StateStoreContract;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The contract against a newer etcd from a container image, where a Docker daemon answers. */
class EtcdContainerTest extends StateStoreContract {
  private static final int PORT = 2379;

  private static GenericContainer<?> etcd;
  private static EtcdStore store;

  @BeforeAll
  static void start() {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "no Docker daemon answers here, so etcd cannot run in a container;"
            + " EtcdStoreTest runs the same contract on this machine's etcd");
    etcd =
        new GenericContainer<>(
                DockerImageName.parse(
                    System.getProperty("navarch.test.etcd-image", "registry.k8s.io/etcd:3.6.5-0")))
            .withExposedPorts(PORT)
            .withCommand(
                "etcd",
                "--listen-client-urls=http://0.0.0.0:" + PORT,
                "--advertise-client-urls=http://0.0.0.0:" + PORT)
            .waitingFor(Wait.forListeningPort());
    etcd.start();
    store =
        EtcdStore.connect(
            new EtcdOptions(
                List.of(URI.create("http://" + etcd.getHost() + ":" + etcd.getMappedPort(PORT))),
                null,
                null,
                null,
                Duration.ofSeconds(10)));
  }

  @AfterAll
  static void stop() {
    if (store != null) {
      store.close();
    }
    if (etcd != null) {
      etcd.stop();
    }
  }

  @Override
  protected StateStore store() {
    return store;
  }
}
