package io.navarch.store.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Op;
import io.navarch.model.store.StateStore.Watch;
import io.navarch.model.store.StoreException;
import io.navarch.store.StateStoreContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcdStoreTest extends StateStoreContract {
  @TempDir static Path directory;
  private static EtcdProcess etcd;
  private static EtcdStore store;

  @BeforeAll
  static void start() throws IOException {
    etcd = new EtcdProcess(directory);
    store = EtcdStore.connect(etcd.options());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    store.close();
    etcd.close();
  }

  @Override
  protected StateStore store() {
    return store;
  }

  @Test
  void snapshotsItself() throws IOException {
    store.txn(List.of(), List.of(new Op.Put("/snapshot", new byte[100], 0)));
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    store.snapshot(copy);
    assertThat(copy.size()).isGreaterThan(1000);
  }

  @Test
  void goesOnAfterEtcdWasAway() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (Watch watch =
        store.watch(
            "/away/",
            "/away0",
            0,
            batch -> batch.events().forEach(e -> seen.add(e.entry().key())),
            reason -> seen.add(reason.toString()))) {
      store.txn(List.of(), List.of(new Op.Put("/away/1", new byte[1], 0)));
      etcd.kill();
      etcd.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(StoreException.Unavailable.class)
          .until(
              () ->
                  store.txn(List.of(), List.of(new Op.Put("/away/2", new byte[1], 0))).succeeded());
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(seen).containsSubsequence("/away/1", "/away/2"));
    }
  }

  @Test
  void saysThatEtcdIsAway() throws Exception {
    try (ServerlessStore away = new ServerlessStore()) {
      assertThatThrownBy(() -> away.store.get("/a", 0))
          .isInstanceOf(StoreException.Unavailable.class);
    }
  }

  /** A store whose endpoint nobody serves. */
  private static final class ServerlessStore implements AutoCloseable {
    final EtcdStore store =
        EtcdStore.connect(
            new EtcdOptions(
                List.of(java.net.URI.create("http://127.0.0.1:1")),
                null,
                null,
                null,
                Duration.ofMillis(200)));

    @Override
    public void close() {
      store.close();
    }
  }
}
