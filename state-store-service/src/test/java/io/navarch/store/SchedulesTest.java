package io.navarch.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.store.StateStore.Op;
import io.navarch.store.embedded.EmbeddedOptions;
import io.navarch.store.embedded.EmbeddedStore;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulesTest {
  @TempDir Path directory;
  private EmbeddedStore store;

  @BeforeEach
  void open() {
    store =
        EmbeddedStore.open(EmbeddedOptions.in(directory.resolve("store")), InstantSource.system());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private long put() {
    return store.txn(List.of(), List.of(new Op.Put("/a", new byte[1], 0))).revision();
  }

  @Test
  void compactsToWhereTheStoreStoodOneTickBefore() {
    CompactionSchedule schedule = new CompactionSchedule(store, Duration.ofMinutes(5));
    long first = put();
    schedule.tick();
    put();
    assertThat(store.status().compactedRevision()).isZero();
    schedule.tick();
    assertThat(store.status().compactedRevision()).isEqualTo(first);
    schedule.tick();
    schedule.tick();
    long last = put();
    schedule.tick();
    schedule.tick();
    assertThat(store.status().compactedRevision()).isEqualTo(last);
  }

  @Test
  void keepsTheNewestSnapshots() throws Exception {
    Path copies = directory.resolve("copies");
    SnapshotSchedule schedule = new SnapshotSchedule(store, copies, Duration.ofHours(1), 2);
    for (int i = 0; i < 3; i++) {
      put();
      schedule.tick();
    }
    long last = store.status().revision();
    List<Path> files;
    try (var list = Files.list(copies)) {
      files = list.sorted().toList();
    }
    assertThat(files).hasSize(2);
    EmbeddedOptions there = EmbeddedOptions.in(directory.resolve("restored"));
    try (InputStream newest = Files.newInputStream(files.getLast())) {
      EmbeddedStore.restore(newest, there);
    }
    try (EmbeddedStore restored = EmbeddedStore.open(there, InstantSource.system())) {
      assertThat(restored.status().revision()).isEqualTo(last);
    }
  }
}
