package io.navarch.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.flow.FairQueues.Fate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairQueuesTest {
  private static final PriorityLevel.Queuing QUEUING = new PriorityLevel.Queuing(64, 6, 50);
  private long now;

  private FairQueues queues(PriorityLevel.Queuing queuing, int seats) {
    return new FairQueues(queuing, seats, () -> now);
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void servesUpToTheLimitAndLetsTheRestWait() {
    FairQueues queues = queues(QUEUING, 2);
    FairQueues.Request first = queues.arrive(1, Work.ONE);
    FairQueues.Request second = queues.arrive(1, Work.ONE);
    FairQueues.Request third = queues.arrive(1, Work.ONE);
    assertThat(List.of(first.fate(), second.fate(), third.fate()))
        .containsExactly(Fate.EXECUTING, Fate.EXECUTING, Fate.WAITING);
    queues.answered(first);
    assertThat(third.fate()).isEqualTo(Fate.EXECUTING);
    assertThat(queues.waitingRequests()).isZero();
  }

  @Test
  void refusesWhereNothingMayWait() {
    FairQueues queues = queues(null, 1);
    FairQueues.Request first = queues.arrive(1, Work.ONE);
    assertThat(queues.arrive(2, Work.ONE).fate()).isEqualTo(Fate.CONCURRENCY_LIMIT);
    queues.answered(first);
    assertThat(queues.arrive(2, Work.ONE).fate()).isEqualTo(Fate.EXECUTING);
  }

  @Test
  void refusesAFlowWhoseQueuesAreFullAndNoOther() {
    FairQueues queues = queues(new PriorityLevel.Queuing(64, 1, 3), 1);
    for (int i = 0; i < 4; i++) {
      assertThat(queues.arrive(1, Work.ONE).fate()).isNotEqualTo(Fate.QUEUE_FULL);
    }
    assertThat(queues.arrive(1, Work.ONE).fate()).isEqualTo(Fate.QUEUE_FULL);
    assertThat(queues.arrive(2, Work.ONE).fate()).isEqualTo(Fate.WAITING);
  }

  /**
   * A flood of one flow, then a few requests of another: those are served while the flood waits.
   */
  @Test
  void aFloodDoesNotHoldUpOthers() {
    FairQueues queues = queues(QUEUING, 4);
    Deque<FairQueues.Request> running = new ArrayDeque<>();
    List<FairQueues.Request> flood = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      FairQueues.Request request = queues.arrive(0x1234_5678_9abcL, Work.ONE);
      flood.add(request);
      if (request.fate() == Fate.EXECUTING) {
        running.add(request);
      }
    }
    List<FairQueues.Request> quiet = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      quiet.add(queues.arrive(0x7777_1111_2222L, Work.ONE));
    }
    int served = 0;
    while (quiet.stream().anyMatch(request -> request.fate() == Fate.WAITING)) {
      pass(10);
      queues.answered(running.removeFirst());
      served++;
      for (List<FairQueues.Request> all : List.of(flood, quiet)) {
        for (FairQueues.Request request : all) {
          if (request.fate() == Fate.EXECUTING && !running.contains(request) && isNew(request)) {
            running.add(request);
          }
        }
      }
    }
    assertThat(queues.waitingRequests()).as("the flood still waits").isGreaterThan(150);
    // The flood has at most six queues, so five requests of one other queue come within 5 rounds.
    assertThat(served).isLessThanOrEqualTo(5 * 7);
  }

  private final Set<FairQueues.Request> seen = new HashSet<>();

  private boolean isNew(FairQueues.Request request) {
    return seen.add(request);
  }

  @Test
  void givesWideRequestsNoMoreThanNarrowOnes() {
    FairQueues queues = queues(new PriorityLevel.Queuing(2, 1, 1000), 4);
    long wide = 0;
    long narrow = 1;
    Map<FairQueues.Request, String> names = new HashMap<>();
    List<FairQueues.Request> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      FairQueues.Request a = queues.arrive(wide, Work.of(4));
      FairQueues.Request b = queues.arrive(narrow, Work.ONE);
      names.put(a, "wide");
      names.put(b, "narrow");
      all.add(a);
      all.add(b);
    }
    Map<String, Integer> served = new HashMap<>();
    Set<FairQueues.Request> done = new HashSet<>();
    for (int round = 0; round < 100; round++) {
      pass(3);
      List<FairQueues.Request> executing =
          all.stream().filter(r -> r.fate() == Fate.EXECUTING && !done.contains(r)).toList();
      for (FairQueues.Request request : executing) {
        done.add(request);
        served.merge(names.get(request), 1, Integer::sum);
        queues.answered(request);
      }
    }
    // Equal parts of the seats: four narrow ones for each wide one.
    assertThat(served.get("narrow") / (double) served.get("wide")).isBetween(3.0, 5.0);
  }

  @Test
  void aRequestThatWaitsTooLongLeavesItsPlace() {
    FairQueues queues = queues(QUEUING, 1);
    FairQueues.Request first = queues.arrive(1, Work.ONE);
    FairQueues.Request second = queues.arrive(1, Work.ONE);
    assertThat(second.await(Duration.ofMillis(1))).isEqualTo(Fate.TIME_OUT);
    assertThat(queues.waitingRequests()).isZero();
    queues.answered(first);
    assertThat(queues.seatsInUse()).isZero();
  }

  @Test
  void seatsStayTakenWhileWatchersAreTold() {
    FairQueues queues = queues(QUEUING, 3);
    FairQueues.Request write = queues.arrive(1, new Work(1, 3, Duration.ofMillis(5)));
    FairQueues.Request next = queues.arrive(2, Work.ONE);
    queues.answered(write);
    assertThat(next.fate()).isEqualTo(Fate.WAITING);
    queues.settled(write);
    assertThat(next.fate()).isEqualTo(Fate.EXECUTING);
  }

  @Test
  void aRequestWiderThanTheLevelRunsAlone() {
    FairQueues queues = queues(QUEUING, 2);
    FairQueues.Request small = queues.arrive(1, Work.ONE);
    FairQueues.Request wide = queues.arrive(2, Work.of(5));
    assertThat(wide.fate()).isEqualTo(Fate.WAITING);
    queues.answered(small);
    assertThat(wide.fate()).isEqualTo(Fate.EXECUTING);
    assertThat(queues.arrive(3, Work.ONE).fate()).isEqualTo(Fate.WAITING);
  }

  /**
   * Whatever comes: no seat too many is given, none is lost, and everybody is served in the end.
   */
  @Test
  void keepsItsBooksUnderRandomTraffic() {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      FairQueues queues = queues(new PriorityLevel.Queuing(8, 3, 20), 10);
      List<FairQueues.Request> open = new ArrayList<>();
      for (int step = 0; step < 2_000; step++) {
        pass(random.nextInt(5));
        if (random.nextBoolean()) {
          int width = 1 + random.nextInt(4);
          FairQueues.Request request = queues.arrive(random.nextInt(5), Work.of(width));
          if (request.fate() != Fate.QUEUE_FULL) {
            open.add(request);
          }
        } else {
          finishOne(queues, open, random);
        }
        assertThat(queues.seatsInUse()).as("seed " + seed).isBetween(0, 10);
      }
      while (!open.isEmpty()) {
        assertThat(finishOne(queues, open, random)).as("seed " + seed).isTrue();
      }
      assertThat(queues.seatsInUse() + queues.waitingRequests()).isZero();
    }
  }

  private static boolean finishOne(
      FairQueues queues, List<FairQueues.Request> open, Random random) {
    List<FairQueues.Request> running =
        open.stream().filter(r -> r.fate() == Fate.EXECUTING).toList();
    if (running.isEmpty()) {
      return false;
    }
    FairQueues.Request request = running.get(random.nextInt(running.size()));
    open.remove(request);
    queues.answered(request);
    return true;
  }

  @Test
  void dealsDifferentCardsEvenly() {
    ShuffleDealer dealer = new ShuffleDealer(16, 4);
    int[] counts = new int[16];
    Random random = new Random(3);
    for (int i = 0; i < 16_000; i++) {
      int[] hand = dealer.deal(random.nextLong());
      Set<Integer> different = new HashSet<>();
      for (int card : hand) {
        assertThat(card).isBetween(0, 15);
        different.add(card);
        counts[card]++;
      }
      assertThat(different).hasSize(4);
    }
    for (int count : counts) {
      assertThat(count).isBetween(3_600, 4_400);
    }
  }

  @Test
  void dividesSeatsByWhatWasWanted() {
    double[] seats =
        SeatAllocation.divide(
            100,
            List.of(
                new SeatAllocation.Claim(10, 10, 100),
                new SeatAllocation.Claim(10, 60, 100),
                new SeatAllocation.Claim(10, 60, 30)));
    assertThat(seats[2]).isEqualTo(30);
    assertThat(seats[0] + seats[1]).isBetween(69.9, 70.1);
    assertThat(seats[1] / seats[0]).isBetween(5.9, 6.1);
  }

  @Test
  void advisesLongerWaitsWhenManyAreRefused() {
    RetryAdvice advice = new RetryAdvice();
    int last = 0;
    for (int second = 0; second < 100; second++) {
      for (int i = 0; i < 20; i++) {
        last = advice.refused(second);
      }
    }
    assertThat(last).isEqualTo(32);
    for (int second = 1_000; second < 2_000; second += 20) {
      last = advice.refused(second);
    }
    assertThat(last).isEqualTo(1);
  }
}
