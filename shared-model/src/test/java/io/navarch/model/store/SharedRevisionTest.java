package io.navarch.model.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SharedRevisionTest {
  @Test
  void whoAsksDuringACallSharesTheNextOne() throws Exception {
    Semaphore answers = new Semaphore(0);
    AtomicInteger calls = new AtomicInteger();
    AtomicLong stored = new AtomicLong(7);
    SharedRevision revision =
        new SharedRevision(
            () -> {
              calls.incrementAndGet();
              long seen = stored.get();
              answers.acquireUninterruptibly();
              return seen;
            });
    CompletableFuture<Long> first = ask(revision);
    await(() -> calls.get() == 1);
    stored.set(8);
    List<Thread> threads = new ArrayList<>();
    List<CompletableFuture<Long>> later = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      CompletableFuture<Long> answer = new CompletableFuture<>();
      later.add(answer);
      threads.add(Thread.ofPlatform().start(() -> answer.complete(revision.get())));
    }
    await(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
    answers.release(2);
    assertThat(first.join()).isEqualTo(7);
    later.forEach(answer -> assertThat(answer.join()).isEqualTo(8));
    assertThat(calls).hasValue(2);
  }

  @Test
  void aCallThatFailsFailsForThoseWhoWaitedForItOnly() {
    AtomicInteger calls = new AtomicInteger();
    SharedRevision revision =
        new SharedRevision(
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new StoreException.Unavailable("away", null);
              }
              return 3;
            });
    assertThatThrownBy(revision::get)
        .isInstanceOf(StoreException.Unavailable.class)
        .hasMessage("away");
    assertThat(revision.get()).isEqualTo(3);
  }

  /** What was written before somebody asks is in the answer, whoever else asks. */
  @Test
  void noAnswerIsOlderThanItsQuestion() throws Exception {
    AtomicLong stored = new AtomicLong();
    SharedRevision revision = new SharedRevision(stored::get);
    List<Thread> threads = new ArrayList<>();
    AtomicInteger stale = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int k = 0; k < 2_000; k++) {
                      long written = stored.incrementAndGet();
                      if (revision.get() < written) {
                        stale.incrementAndGet();
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(stale).hasValue(0);
  }

  private static CompletableFuture<Long> ask(SharedRevision revision) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    var unused = Thread.ofVirtual().start(() -> answer.complete(revision.get()));
    return answer;
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }
}
