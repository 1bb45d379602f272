package io.navarch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Compare;
import io.navarch.model.store.StateStore.Entry;
import io.navarch.model.store.StateStore.Event;
import io.navarch.model.store.StateStore.Op;
import io.navarch.model.store.StateStore.RangeResult;
import io.navarch.model.store.StateStore.TxnResult;
import io.navarch.model.store.StateStore.Watch;
import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.model.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What every engine must do. Each test works under a prefix of its own, in one running store. */
public abstract class StateStoreContract {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final String prefix = "/contract/" + Long.toHexString(System.nanoTime()) + "/";

  protected abstract StateStore store();

  private String key(String name) {
    return prefix + name;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }

  private TxnResult put(String name, String value) {
    return store().txn(List.of(), List.of(new Op.Put(key(name), bytes(value), 0)));
  }

  private TxnResult delete(String name) {
    return store().txn(List.of(), List.of(new Op.Delete(key(name))));
  }

  private Entry get(String name) {
    return store().get(key(name), 0).entry();
  }

  private RangeResult list(long revision, int limit) {
    return store().range(prefix, StateStore.prefixEnd(prefix), revision, limit);
  }

  @Test
  void countsRevisionsAndVersions() {
    long first = put("a", "1").revision();
    long second = put("a", "2").revision();

    assertThat(second).isEqualTo(first + 1);
    Entry entry = get("a");
    assertThat(text(entry)).isEqualTo("2");
    assertThat(entry.createRevision()).isEqualTo(first);
    assertThat(entry.modRevision()).isEqualTo(second);
    assertThat(entry.version()).isEqualTo(2);
    assertThat(store().get(key("a"), first).revision()).isGreaterThanOrEqualTo(second);
    assertThat(store().revision()).isGreaterThanOrEqualTo(second);
    assertThat(text(store().get(key("a"), first).entry())).isEqualTo("1");
  }

  @Test
  void knowsNothingOfWhatIsDeleted() {
    put("a", "1");
    TxnResult deleted = delete("a");

    assertThat(deleted.previous()).extracting(StateStoreContract::text).containsExactly("1");
    assertThat(get("a")).isNull();
    assertThat(text(store().get(key("a"), deleted.revision() - 1).entry())).isEqualTo("1");
    assertThat(delete("a").revision()).isEqualTo(deleted.revision());
    put("a", "again");
    assertThat(get("a").version()).isEqualTo(1);
  }

  @Test
  void writesOnlyWhenAllComparisonsHold() {
    long created = put("a", "1").revision();
    List<Op> ops = List.of(new Op.Put(key("b"), bytes("x"), 0), new Op.Delete(key("a")));

    TxnResult stale =
        store().txn(List.of(new Compare(key("a"), created - 1), new Compare(key("b"), 0)), ops);
    assertThat(stale.succeeded()).isFalse();
    assertThat(stale.current()).extracting(Entry::key).containsExactly(key("a"));
    assertThat(get("b")).isNull();

    TxnResult done =
        store().txn(List.of(new Compare(key("a"), created), new Compare(key("b"), 0)), ops);
    assertThat(done.succeeded()).isTrue();
    assertThat(done.previous()).extracting(Entry::key).containsExactly(key("a"));
    assertThat(get("a")).isNull();
    assertThat(get("b").modRevision()).isEqualTo(done.revision());
  }

  @Test
  void listsInKeyOrderAtOneRevisionWithALimit() {
    put("b", "1");
    put("a", "1");
    long before = put("c", "1").revision();
    put("a", "2");
    delete("b");

    RangeResult old = list(before, 0);
    assertThat(old.entries()).extracting(Entry::key).containsExactly(key("a"), key("b"), key("c"));
    assertThat(old.entries()).extracting(StateStoreContract::text).containsOnly("1");
    assertThat(list(0, 0).entries()).extracting(Entry::key).containsExactly(key("a"), key("c"));

    RangeResult page = list(before, 2);
    assertThat(page.entries()).hasSize(2);
    assertThat(page.more()).isTrue();
    assertThat(page.totalCount()).isEqualTo(3);
    String next = page.entries().getLast().key() + "\0";
    RangeResult rest = store().range(next, StateStore.prefixEnd(prefix), before, 2);
    assertThat(rest.entries()).extracting(Entry::key).containsExactly(key("c"));
    assertThat(rest.more()).isFalse();
    assertThat(store().count(prefix, StateStore.prefixEnd(prefix))).isEqualTo(2);
  }

  @Test
  void refusesRevisionsToCome() {
    long now = put("a", "1").revision();
    assertThatThrownBy(() -> store().get(key("a"), now + 1000))
        .isInstanceOf(StoreException.FutureRevision.class);
    assertThatThrownBy(() -> list(now + 1000, 0)).isInstanceOf(StoreException.FutureRevision.class);
  }

  @Test
  void forgetsWhatIsCompacted() {
    long first = put("a", "1").revision();
    put("gone", "1");
    delete("gone");
    long last = put("a", "2").revision();
    store().compact(last);

    assertThatThrownBy(() -> store().get(key("a"), first))
        .isInstanceOf(StoreException.Compacted.class);
    assertThatThrownBy(() -> list(first, 0)).isInstanceOf(StoreException.Compacted.class);
    assertThat(text(store().get(key("a"), last).entry())).isEqualTo("2");
    assertThat(list(0, 0).entries()).extracting(Entry::key).containsExactly(key("a"));

    Recorder recorder = new Recorder();
    AtomicReference<StoreException> thrown = new AtomicReference<>();
    try (Watch watch = watch(first, recorder)) {
      await().atMost(SOON).until(() -> recorder.closed.get() != null);
      thrown.set(recorder.closed.get());
    } catch (StoreException e) {
      thrown.set(e);
    }
    assertThat(thrown.get()).isInstanceOf(StoreException.Compacted.class);
    assertThatThrownBy(() -> store().compact(last)).isInstanceOf(StoreException.Compacted.class);
  }

  @Test
  void watchesFromNowOn() {
    put("a", "0");
    Recorder recorder = new Recorder();
    try (Watch watch = watch(0, recorder)) {
      put("a", "1");
      put("b", "2");
      delete("a");
      recorder.awaitEvents(3);
    }
    assertThat(recorder.events())
        .extracting(e -> e.type() + " " + e.entry().key().substring(prefix.length()))
        .containsExactly("PUT a", "PUT b", "DELETE a");
    assertThat(text(recorder.events().get(0).previous())).isEqualTo("0");
    assertThat(recorder.events().get(1).previous()).isNull();
    Event last = recorder.events().get(2);
    assertThat(text(last.previous())).isEqualTo("1");
    assertThat(last.entry().value()).isEmpty();
    assertThat(last.entry().modRevision()).isGreaterThan(last.previous().modRevision());
  }

  @Test
  void replaysThePastThenGoesOn() {
    long from = put("a", "1").revision();
    put("a", "2");
    store()
        .txn(
            List.of(),
            List.of(new Op.Put(key("b"), bytes("3"), 0), new Op.Put(key("c"), bytes("4"), 0)));
    delete("b");
    Recorder recorder = new Recorder();
    try (Watch watch = watch(from, recorder)) {
      recorder.awaitEvents(5);
      put("d", "5");
      recorder.awaitEvents(6);
    }
    assertThat(recorder.events())
        .extracting(e -> e.type() + " " + e.entry().key().substring(prefix.length()))
        .containsExactly("PUT a", "PUT a", "PUT b", "PUT c", "DELETE b", "PUT d");
    assertThat(text(recorder.events().get(1).previous())).isEqualTo("1");
    assertThat(text(recorder.events().get(4).previous())).isEqualTo("3");
    // The events of one transaction come in one batch.
    assertThat(recorder.batches)
        .anySatisfy(batch -> assertThat(batch.events()).hasSizeGreaterThan(1));
  }

  @Test
  void deliversEachChangeOnceWhileOthersWrite() throws Exception {
    int writers = 8;
    int each = 100;
    long from = put("start", "").revision() + 1;
    Recorder early = new Recorder();
    Recorder late = new Recorder();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        Watch first = watch(from, early)) {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String name = "w" + writer;
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    put(name, Integer.toString(i));
                  }
                }));
      }
      try (Watch second = watch(from, late)) {
        for (Future<?> one : running) {
          one.get();
        }
        early.awaitEvents(writers * each);
        late.awaitEvents(writers * each);
      }
    }
    for (Recorder recorder : List.of(early, late)) {
      assertThat(recorder.events())
          .extracting(e -> e.entry().modRevision())
          .isSorted()
          .doesNotHaveDuplicates()
          .hasSize(writers * each);
    }
  }

  @Test
  void doesNotWaitForASlowWatch() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    Recorder recorder = new Recorder();
    byte[] big = new byte[16 << 10];
    int writes = 1600;
    int written;
    try (Watch watch =
        store()
            .watch(
                prefix,
                StateStore.prefixEnd(prefix),
                0,
                batch -> {
                  awaitQuietly(release);
                  recorder.onBatch(batch);
                },
                recorder.closed::set)) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < 16; writer++) {
          String name = key("slow" + writer);
          threads.submit(
              () -> {
                for (int i = 0; i < writes / 16; i++) {
                  putOrNot(name, big);
                }
              });
        }
      }
      written = written();
      assertThat(written).isGreaterThan(writes * 9 / 10);
      release.countDown();
      recorder.awaitEvents(written);
    }
    assertThat(recorder.events())
        .extracting(e -> e.entry().modRevision())
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(written);
  }

  /** A store that is elsewhere may fail a call, which may have taken effect. */
  private void putOrNot(String key, byte[] value) {
    try {
      store().txn(List.of(), List.of(new Op.Put(key, value, 0)));
    } catch (StoreException.Unavailable e) {
      // What was written is what the store says in the end.
    }
  }

  /** How many writes the keys of this test have seen. */
  private int written() {
    return store().range(prefix, StateStore.prefixEnd(prefix), 0, 0).entries().stream()
        .mapToInt(entry -> (int) entry.version())
        .sum();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void marksProgressOnRequest() {
    Recorder recorder = new Recorder();
    try (Watch watch = watch(0, recorder)) {
      put("a", "1");
      // A change elsewhere moves the revision that the mark has to reach.
      String elsewhere = "/elsewhere/" + prefix;
      long now = store().txn(List.of(), List.of(new Op.Put(elsewhere, bytes("x"), 0))).revision();
      await()
          .atMost(SOON)
          .until(
              () -> {
                watch.requestProgress();
                return recorder.batches.stream()
                    .anyMatch(b -> b.events().isEmpty() && b.revision() >= now);
              });
      assertThat(recorder.events()).hasSize(1);
    }
  }

  @Test
  void dropsKeysWithTheirLease() {
    long lease = store().grantLease(60);
    assertThat(store().renewLease(lease)).isEqualTo(60);
    store().txn(List.of(), List.of(new Op.Put(key("leased"), bytes("1"), lease)));
    store().txn(List.of(), List.of(new Op.Put(key("freed"), bytes("1"), lease)));
    put("freed", "2");
    assertThat(get("leased").lease()).isEqualTo(lease);

    store().revokeLease(lease);
    assertThat(get("leased")).isNull();
    assertThat(get("freed")).isNotNull();
    assertThat(store().renewLease(lease)).isZero();
    assertThatThrownBy(
            () -> store().txn(List.of(), List.of(new Op.Put(key("late"), bytes("1"), lease))))
        .isInstanceOf(StoreException.LeaseNotFound.class);
  }

  @Test
  void dropsKeysWhoseLeaseEnds() {
    long lease = store().grantLease(1);
    store().txn(List.of(), List.of(new Op.Put(key("leased"), bytes("1"), lease)));
    Recorder recorder = new Recorder();
    try (Watch watch = watch(0, recorder)) {
      letTimePass(Duration.ofSeconds(2));
      recorder.awaitEvents(1);
    }
    assertThat(recorder.events().getFirst().type()).isEqualTo(Event.Type.DELETE);
    assertThat(get("leased")).isNull();
  }

  /** Engines whose clock the test holds move it here; others just live on. */
  protected void letTimePass(Duration time) {}

  @Test
  void refusesTheSameKeyTwiceInATransaction() {
    assertThatThrownBy(
            () ->
                store()
                    .txn(
                        List.of(),
                        List.of(new Op.Put(key("a"), bytes("1"), 0), new Op.Delete(key("a")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsBigAndEmptyValues() {
    byte[] big = new byte[1 << 20];
    big[12345] = 7;
    store().txn(List.of(), List.of(new Op.Put(key("big"), big, 0)));
    put("empty", "");
    assertThat(get("big").value()).isEqualTo(big);
    assertThat(get("empty").value()).isEmpty();
  }

  @Test
  void tellsItsStatus() {
    long revision = put("a", "1").revision();
    StateStore.Status status = store().status();
    assertThat(status.revision()).isGreaterThanOrEqualTo(revision);
    assertThat(status.healthy()).isTrue();
    assertThat(status.sizeBytes()).isPositive();
  }

  private Watch watch(long from, Recorder recorder) {
    return store()
        .watch(prefix, StateStore.prefixEnd(prefix), from, recorder::onBatch, recorder.closed::set);
  }

  private static final class Recorder {
    final List<WatchBatch> batches = new CopyOnWriteArrayList<>();
    final AtomicReference<StoreException> closed = new AtomicReference<>();

    void onBatch(WatchBatch batch) {
      batches.add(batch);
    }

    List<Event> events() {
      return batches.stream().flatMap(batch -> batch.events().stream()).toList();
    }

    void awaitEvents(int count) {
      await().atMost(SOON).until(() -> closed.get() != null || events().size() >= count);
      assertThat(closed.get()).isNull();
    }
  }
}
