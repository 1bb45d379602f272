package io.navarch.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Op;
import io.navarch.model.store.StoreException;
import io.navarch.store.StateStoreContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends StateStoreContract {
  @TempDir Path directory;
  private final MovableClock clock = new MovableClock();
  private EmbeddedStore store;

  @BeforeEach
  void open() {
    store = EmbeddedStore.open(EmbeddedOptions.in(directory.resolve("store")), clock);
  }

  @AfterEach
  void verifyAndClose() {
    assertThat(store.verify()).isEmpty();
    store.close();
  }

  @Override
  protected StateStore store() {
    return store;
  }

  @Override
  protected void letTimePass(Duration time) {
    clock.move(time);
  }

  private long put(String key, int size) {
    return store.txn(List.of(), List.of(new Op.Put(key, new byte[size], 0))).revision();
  }

  private void reopen() {
    store.close();
    open();
  }

  @Test
  void remembersAllAfterReopening() {
    long lease = store.grantLease(10);
    store.txn(List.of(), List.of(new Op.Put("/leased", new byte[1], lease)));
    long first = put("/a", 1);
    long second = put("/a", 2);
    reopen();

    assertThat(store.status().revision()).isEqualTo(second);
    assertThat(store.get("/a", first).entry().value()).hasSize(1);
    assertThat(store.get("/a", 0).entry().version()).isEqualTo(2);
    assertThat(put("/b", 1)).isEqualTo(second + 1);
    assertThat(store.grantLease(10)).isGreaterThan(lease);
    clock.move(Duration.ofSeconds(11));
    await().until(() -> store.get("/leased", 0).entry() == null);
  }

  @Test
  void goesOnWithACompactionAfterReopening() {
    for (int i = 0; i < 50; i++) {
      put("/a", i);
    }
    long deleted = store.txn(List.of(), List.of(new Op.Delete("/a"))).revision();
    long last = put("/b", 1);
    store.compact(last);
    reopen();

    assertThat(store.status().compactedRevision()).isEqualTo(last);
    assertThat(store.get("/a", 0).entry()).isNull();
    assertThat(store.get("/b", last).entry()).isNotNull();
    assertThat(deleted).isLessThan(last);
    assertThatThrownBy(() -> store.get("/b", deleted)).isInstanceOf(StoreException.Compacted.class);
  }

  @Test
  void restoresASnapshot() throws IOException {
    long lease = store.grantLease(10);
    store.txn(List.of(), List.of(new Op.Put("/leased", new byte[3], lease)));
    put("/a", 1);
    long last = put("/a", 2);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    store.snapshot(copy);
    put("/a", 3);

    EmbeddedOptions there = EmbeddedOptions.in(directory.resolve("restored"));
    EmbeddedStore.restore(new ByteArrayInputStream(copy.toByteArray()), there);
    try (EmbeddedStore restored = EmbeddedStore.open(there, clock)) {
      assertThat(restored.status().revision()).isEqualTo(last);
      assertThat(restored.get("/a", 0).entry().value()).hasSize(2);
      assertThat(restored.renewLease(lease)).isEqualTo(10);
      assertThat(restored.verify()).isEmpty();
    }
  }

  @Test
  void refusesADamagedSnapshot() throws IOException {
    put("/a", 100);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    store.snapshot(copy);
    byte[] damaged = copy.toByteArray();
    damaged[damaged.length - 50] ^= 1;

    EmbeddedOptions there = EmbeddedOptions.in(directory.resolve("restored"));
    assertThatThrownBy(() -> EmbeddedStore.restore(new ByteArrayInputStream(damaged), there))
        .isInstanceOf(IOException.class);
    assertThat(Files.exists(there.directory())).isFalse();
  }

  @Test
  void refusesPutsAboveItsQuota() {
    store.close();
    store =
        EmbeddedStore.open(
            EmbeddedOptions.in(directory.resolve("small")).withQuota(200_000), clock);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> put("/a", 10_000))
                    .isInstanceOf(StoreException.NoSpace.class));
    assertThat(store.txn(List.of(), List.of(new Op.Delete("/a"))).succeeded()).isTrue();
  }

  @Test
  void givesSpaceBack() {
    for (int i = 0; i < 200; i++) {
      put("/a", 100_000);
    }
    long before = store.status().sizeBytes();
    store.compact(store.status().revision());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              store.defragment();
              return store.status().sizeBytes() < before / 2;
            });
  }

  @Test
  void saysThatAnotherHasItOpen() {
    assertThatThrownBy(
            () -> EmbeddedStore.open(EmbeddedOptions.in(directory.resolve("store")), clock))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining("store");
  }

  @Test
  void refusesCallsOnceClosed() {
    EmbeddedStore closed =
        EmbeddedStore.open(EmbeddedOptions.in(directory.resolve("closed")), clock);
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.get("/a", 0)).isInstanceOf(StoreException.Unavailable.class);
    assertThatThrownBy(() -> closed.txn(List.of(), List.of(new Op.Delete("/a"))))
        .isInstanceOf(StoreException.Unavailable.class);
  }
}
