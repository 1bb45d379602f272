package io.navarch.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.flow.FairQueues.Fate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two users of one priority level on a clock of the test's own: one floods it with requests that it
 * sends again as soon as they are answered, the other sends one at a time. The other's slowest
 * percent stays within twice of what it is alone. {@code FlowControlTest} sees the same order over
 * HTTPS, where the figures would be the machine's.
 */
class FloodSimulationTest {
  private static final long SEED = 20_261_121L;
  private static final long QUIET_FLOW = 0x7777_1111_2222L;
  private static final long FLOODING_FLOW = 0x1234_5678_9abcL;
  private static final int MEASURED = 3_000;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private long now;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Sent> waiting = new ArrayList<>();
  private Random random = new Random(SEED);

  private record Event(long at, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return Long.compare(at, other.at);
    }
  }

  private record Sent(FairQueues.Request request, boolean quiet, long sentAt) {}

  /** Latencies of the quiet user in milliseconds, beside so many requests of a flood. */
  private double[] run(FairQueues queues, int flood) {
    now = 0;
    events.clear();
    waiting.clear();
    random = new Random(SEED);
    List<Double> latencies = new ArrayList<>();
    for (int i = 0; i < flood; i++) {
      at(i, () -> send(queues, false, latencies));
    }
    at(PAUSE, () -> send(queues, true, latencies));
    while (latencies.size() < MEASURED) {
      Event next = events.remove();
      now = next.at();
      next.what().run();
      beginWhatMay(queues, latencies);
    }
    return latencies.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void at(long delay, Runnable what) {
    events.add(new Event(now + delay, what));
  }

  private void send(FairQueues queues, boolean quiet, List<Double> latencies) {
    FairQueues.Request request = queues.arrive(quiet ? QUIET_FLOW : FLOODING_FLOW, Work.ONE);
    if (request.fate() == Fate.QUEUE_FULL) {
      assertThat(quiet).as("the quiet user is never refused").isFalse();
      at(PAUSE, () -> send(queues, false, latencies));
      return;
    }
    waiting.add(new Sent(request, quiet, now));
  }

  /** Requests that got a seat run for 30 to 50 ms. */
  private void beginWhatMay(FairQueues queues, List<Double> latencies) {
    for (int i = waiting.size() - 1; i >= 0; i--) {
      Sent sent = waiting.get(i);
      if (sent.request().fate() == Fate.EXECUTING) {
        waiting.remove(i);
        long service = TimeUnit.MICROSECONDS.toNanos(30_000 + random.nextInt(20_000));
        at(service, () -> answered(queues, sent, latencies));
      }
    }
  }

  private void answered(FairQueues queues, Sent sent, List<Double> latencies) {
    queues.answered(sent.request());
    if (sent.quiet()) {
      latencies.add((now - sent.sentAt()) / 1e6);
    }
    at(sent.quiet() ? PAUSE : 0, () -> send(queues, sent.quiet(), latencies));
  }

  private static double percentile99(double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(sorted.length * 0.99) - 1];
  }

  @ParameterizedTest
  @CsvSource({"12, 120", "12, 400", "30, 300"})
  void othersHardlyNoticeAFlood(int seats, int flood) {
    PriorityLevel.Queuing queuing = new PriorityLevel.Queuing(128, 6, 50);
    double alone = percentile99(run(new FairQueues(queuing, seats, () -> now), 0));
    FairQueues flooded = new FairQueues(queuing, seats, () -> now);
    double beside = percentile99(run(flooded, flood));
    assertThat(flooded.waitingRequests()).as("the flood waits").isGreaterThan(flood / 2);
    assertThat(beside)
        .as("seed %d: p99 of %.1f ms alone became %.1f ms", SEED, alone, beside)
        .isLessThan(2 * alone);
  }

  /** The proof proves something: with one queue for all, the same flood is felt. */
  @Test
  void withoutFairQueuesTheFloodIsFelt() {
    PriorityLevel.Queuing oneForAll = new PriorityLevel.Queuing(1, 1, 1_000);
    double alone = percentile99(run(new FairQueues(oneForAll, 12, () -> now), 0));
    double beside = percentile99(run(new FairQueues(oneForAll, 12, () -> now), 120));
    assertThat(beside).isGreaterThan(5 * alone);
  }
}
