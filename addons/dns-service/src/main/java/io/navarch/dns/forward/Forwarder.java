package io.navarch.dns.forward;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/**
 * Asks the node's own resolvers what the cluster does not know.
 *
 * <p>The same question is asked once however many wait for its answer. This also ends a circle: a
 * question that comes back to us by way of a resolver waits for its own answer, until the time is
 * over.
 */
public final class Forwarder {
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);
  private static final Duration ONE_ASKED = Duration.ofMillis(1500);
  private static final Duration ALL_ASKED = Duration.ofSeconds(4);
  private static final int MOST_AT_ONCE = 1000;
  private static final int UDP_SIZE = 1232;

  private record Question(Record record, boolean dnssecRecords, boolean unchecked) {}

  private final HostResolvers resolvers;
  private final LongSupplier nanoClock;
  private final Map<Question, CompletableFuture<Optional<Message>>> asked =
      new ConcurrentHashMap<>();
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  /**
   * @param nanoClock a steadily rising count of nanoseconds, as {@link System#nanoTime()}
   */
  public Forwarder(HostResolvers resolvers, LongSupplier nanoClock) {
    this.resolvers = resolvers;
    this.nanoClock = nanoClock;
  }

  /**
   * Waits for the answer of a resolver.
   *
   * @param dnssecRecords whether signatures are wanted (EDNS' flag DO)
   * @param unchecked whether signatures are not to be checked (flag CD)
   * @return empty where there is no resolver, none answered in time, or too many questions wait
   */
  public Optional<Message> ask(Record question, boolean dnssecRecords, boolean unchecked) {
    Question key = new Question(question, dnssecRecords, unchecked);
    CompletableFuture<Optional<Message>> mine = new CompletableFuture<>();
    CompletableFuture<Optional<Message>> first = asked.putIfAbsent(key, mine);
    if (first != null) {
      return await(first);
    }
    Optional<Message> answer = Optional.empty();
    try {
      answer = askAll(key);
    } finally {
      asked.remove(key, mine);
      mine.complete(answer);
    }
    return answer;
  }

  private static Optional<Message> await(CompletableFuture<Optional<Message>> first) {
    try {
      return first.get(ALL_ASKED.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private Optional<Message> askAll(Question question) {
    if (!free.tryAcquire()) {
      return Optional.empty();
    }
    try {
      long end = nanoClock.getAsLong() + ALL_ASKED.toNanos();
      List<InetSocketAddress> all = resolvers.current();
      Optional<Message> answer = askRound(all, question, end);
      return answer.isPresent() ? answer : askRound(all, question, end);
    } finally {
      free.release();
    }
  }

  /** Asks one after the other until one knows; else what the last one said that answered at all. */
  private Optional<Message> askRound(List<InetSocketAddress> all, Question question, long end) {
    Optional<Message> last = Optional.empty();
    for (InetSocketAddress resolver : all) {
      Duration left = Duration.ofNanos(end - nanoClock.getAsLong());
      if (!left.isPositive()) {
        return last;
      }
      Optional<Message> answer =
          askOne(resolver, question, left.compareTo(ONE_ASKED) < 0 ? left : ONE_ASKED);
      if (answer.isPresent()) {
        last = answer;
        int rcode = answer.get().getRcode();
        if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
          return answer;
        }
      }
    }
    return last;
  }

  /**
   * By UDP from a port and with an id that nobody can guess; by TCP where that does not suffice.
   */
  private static Optional<Message> askOne(
      InetSocketAddress resolver, Question question, Duration limit) {
    SimpleResolver client = new SimpleResolver(resolver);
    client.setTimeout(limit);
    client.setEDNS(0, UDP_SIZE, question.dnssecRecords() ? ExtendedFlags.DO : 0);
    Message query = Message.newQuery(question.record());
    if (question.unchecked()) {
      query.getHeader().setFlag(Flags.CD);
    }
    try {
      return Optional.of(client.send(query));
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} does not answer for {}", resolver, question.record(), e);
      return Optional.empty();
    }
  }
}
