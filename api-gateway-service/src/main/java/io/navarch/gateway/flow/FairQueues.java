package io.navarch.gateway.flow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The seats of one priority level and the queues before them. Fair queuing for requests of unknown
 * length: every queue has a virtual clock that says when its next request would begin if all queues
 * with work were served at once at equal parts; of the waiting requests, the one that would be done
 * first takes the next free seat. How long a request takes is guessed when it begins and put right
 * when it ends.
 */
final class FairQueues {
  private static final double GUESSED_SECONDS = 0.003;

  private final ReentrantLock lock = new ReentrantLock();
  private final LongSupplier nanos;
  private final PriorityLevel.@Nullable Queuing queuing;
  private final @Nullable ShuffleDealer dealer;
  private final Queue[] queues;
  private final SeatDemand demand;
  private int limit;
  private int seatsInUse;
  private int seatsWaiting;
  private int executing;
  private int waiting;
  private int arrivals;
  private int lastServed;

  /** Seat-seconds that each queue with work was given since the level was last idle. */
  private double virtualTime;

  private long virtualTimeAt;

  private static final class Queue {
    final ArrayDeque<Request> waiting = new ArrayDeque<>();
    int executing;
    int seatsInUse;
    int seatsWaiting;
    double workWaiting;
    double nextStart;

    boolean hasWork() {
      return executing > 0 || !waiting.isEmpty();
    }
  }

  /** What became of a request that asked for a seat. */
  enum Fate {
    WAITING,
    EXECUTING,
    QUEUE_FULL,
    CONCURRENCY_LIMIT,
    TIME_OUT
  }

  /** One request from its arrival to its end. */
  final class Request {
    private final @Nullable Queue queue;
    private final Work work;
    private final int width;
    private final double arrivedAt;
    private final CountDownLatch decided = new CountDownLatch(1);
    private volatile Fate fate = Fate.WAITING;
    private long startedAt;

    private Request(@Nullable Queue queue, Work work) {
      this.queue = queue;
      this.work = work;
      this.width = work.maxSeats();
      this.arrivedAt = virtualTime;
    }

    Fate fate() {
      return fate;
    }

    private Request decide(Fate now) {
      fate = now;
      decided.countDown();
      return this;
    }

    /** Waits for a seat, no longer than that. */
    Fate await(Duration patience) {
      try {
        if (fate == Fate.WAITING && !decided.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
          giveUp(this);
        }
      } catch (InterruptedException e) {
        giveUp(this);
        Thread.currentThread().interrupt();
      }
      return fate;
    }
  }

  /**
   * @param queuing null for a level that refuses what finds no seat
   * @param nanos a clock that only moves forward
   */
  FairQueues(PriorityLevel.@Nullable Queuing queuing, int limit, LongSupplier nanos) {
    this.queuing = queuing;
    this.limit = limit;
    this.nanos = nanos;
    this.dealer = queuing == null ? null : new ShuffleDealer(queuing.queues(), queuing.handSize());
    this.queues = new Queue[queuing == null ? 0 : queuing.queues()];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new Queue();
    }
    this.virtualTimeAt = nanos.getAsLong();
    this.demand = new SeatDemand(virtualTimeAt);
  }

  /** Takes a request in; it executes, waits or is refused when this returns. */
  Request arrive(long flowHash, Work work) {
    lock.lock();
    try {
      advance();
      PriorityLevel.Queuing settings = queuing;
      if (settings == null || dealer == null) {
        Request request = new Request(null, work);
        if (!fits(request)) {
          return request.decide(Fate.CONCURRENCY_LIMIT);
        }
        begin(request);
        return request;
      }
      Queue queue = shortest(dealer.deal(flowHash));
      Request request = new Request(queue, work);
      if (seatsInUse >= limit && queue.waiting.size() >= settings.queueLengthLimit()) {
        return request.decide(Fate.QUEUE_FULL);
      }
      enqueue(request, queue);
      dispatch();
      return request;
    } finally {
      lock.unlock();
    }
  }

  private Queue shortest(int[] hand) {
    int offset = Math.floorMod(arrivals++, hand.length);
    Queue best = queues[hand[offset]];
    for (int i = 1; i < hand.length; i++) {
      Queue queue = queues[hand[(offset + i) % hand.length]];
      if (queue.workWaiting < best.workWaiting) {
        best = queue;
      }
    }
    return best;
  }

  private void enqueue(Request request, Queue queue) {
    if (!queue.hasWork()) {
      queue.nextStart = virtualTime;
    }
    queue.waiting.addLast(request);
    queue.seatsWaiting += request.width;
    queue.workWaiting += request.work.total(GUESSED_SECONDS);
    waiting++;
    seatsWaiting += request.width;
    noteDemand();
    neverBeforeArrival(queue);
  }

  /** A queue that was idle for long must not have saved up a right to be served first. */
  private static void neverBeforeArrival(Queue queue) {
    Request oldest = queue.waiting.peekFirst();
    if (oldest != null && queue.nextStart < oldest.arrivedAt) {
      queue.nextStart = oldest.arrivedAt;
    }
  }

  private void dispatch() {
    while (waiting > 0 && seatsInUse < limit) {
      Queue queue = next();
      Request request = queue == null ? null : queue.waiting.peekFirst();
      if (queue == null || request == null || !fits(request)) {
        return;
      }
      dequeue(request, queue);
      begin(request);
      queue.nextStart += request.work.total(GUESSED_SECONDS);
      neverBeforeArrival(queue);
    }
  }

  private void dequeue(Request request, Queue queue) {
    boolean unused = queue.waiting.remove(request);
    queue.seatsWaiting -= request.width;
    queue.workWaiting =
        queue.waiting.isEmpty() ? 0 : queue.workWaiting - request.work.total(GUESSED_SECONDS);
    waiting--;
    seatsWaiting -= request.width;
  }

  /** The queue whose oldest request would be done first; among equals, in turn. */
  private @Nullable Queue next() {
    Queue best = null;
    double bestFinish = Double.MAX_VALUE;
    int bestIndex = lastServed;
    for (int i = 1; i <= queues.length; i++) {
      int index = (lastServed + i) % queues.length;
      Request oldest = queues[index].waiting.peekFirst();
      if (oldest != null) {
        double finish = queues[index].nextStart + oldest.work.total(GUESSED_SECONDS);
        if (finish < bestFinish) {
          best = queues[index];
          bestFinish = finish;
          bestIndex = index;
        }
      }
    }
    lastServed = bestIndex;
    return best;
  }

  /** One that is wider than the whole level runs when it is alone. */
  private boolean fits(Request request) {
    return request.width > limit ? executing == 0 : seatsInUse + request.width <= limit;
  }

  private void begin(Request request) {
    request.startedAt = nanos.getAsLong();
    executing++;
    seatsInUse += request.width;
    if (request.queue != null) {
      request.queue.executing++;
      request.queue.seatsInUse += request.width;
    }
    noteDemand();
    Request unused = request.decide(Fate.EXECUTING);
  }

  private void giveUp(Request request) {
    lock.lock();
    try {
      if (request.fate == Fate.WAITING && request.queue != null) {
        advance();
        dequeue(request, request.queue);
        neverBeforeArrival(request.queue);
        noteDemand();
        Request unused = request.decide(Fate.TIME_OUT);
        dispatch();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The request is answered; its seats stay taken where its work goes on. */
  void answered(Request request) {
    lock.lock();
    try {
      advance();
      executing--;
      Queue queue = request.queue;
      if (queue != null) {
        queue.executing--;
        double took = (nanos.getAsLong() - request.startedAt) / 1e9;
        queue.nextStart += request.work.seats() * (took - GUESSED_SECONDS);
        neverBeforeArrival(queue);
      }
      if (request.work.afterwards().isZero()) {
        free(request);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The work that goes on after the answer is done too. */
  void settled(Request request) {
    lock.lock();
    try {
      advance();
      free(request);
    } finally {
      lock.unlock();
    }
  }

  private void free(Request request) {
    seatsInUse -= request.width;
    if (request.queue != null) {
      request.queue.seatsInUse -= request.width;
    }
    noteDemand();
    if (executing == 0 && waiting == 0) {
      virtualTime = 0;
      for (Queue queue : queues) {
        queue.nextStart = 0;
      }
    } else {
      dispatch();
    }
  }

  /** Moves the virtual clock on: each queue with work got its part of the seats in use. */
  private void advance() {
    long now = nanos.getAsLong();
    long passed = now - virtualTimeAt;
    virtualTimeAt = now;
    if (queues.length == 0 || passed <= 0 || executing + waiting == 0) {
      return;
    }
    int active = 0;
    int wanted = 0;
    for (Queue queue : queues) {
      if (queue.hasWork()) {
        active++;
      }
      wanted += queue.seatsInUse + queue.seatsWaiting;
    }
    if (active > 0) {
      virtualTime += Math.min(wanted, limit) * (passed / 1e9) / active;
    }
  }

  private void noteDemand() {
    demand.set(nanos.getAsLong(), seatsInUse + seatsWaiting);
  }

  /** Sets how many seats there are now; more seats let waiting requests begin. */
  void limit(int seats) {
    lock.lock();
    try {
      advance();
      limit = seats;
      dispatch();
    } finally {
      lock.unlock();
    }
  }

  int limit() {
    return limit;
  }

  int waitingRequests() {
    return waiting;
  }

  int executingRequests() {
    return executing;
  }

  int seatsInUse() {
    return seatsInUse;
  }

  /** What was asked for since the last call. */
  SeatDemand.Summary takeDemand() {
    lock.lock();
    try {
      return demand.take(nanos.getAsLong());
    } finally {
      lock.unlock();
    }
  }
}
