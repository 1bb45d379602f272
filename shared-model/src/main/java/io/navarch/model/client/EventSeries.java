package io.navarch.model.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Which events go on from earlier ones: the same again within six minutes becomes a series on the
 * first event, as upstream's recorder of {@code events.k8s.io} has it. The last 4,096 are
 * remembered. Safe for concurrent use.
 *
 * @param <K> what makes two events the same
 */
public final class EventSeries<K> {
  private static final Duration SAME = Duration.ofMinutes(6);

  private final Map<K, Occurrence> said = EventRecorder.remembering();
  private long sequence;

  /**
   * One time that it is said.
   *
   * @param name of the event
   * @param count 1 for an event of its own, else how often it was said in the series
   */
  public record Occurrence(String name, int count, Instant at) {}

  /**
   * @param about the name of the object, with which a new event's name begins
   */
  public synchronized Occurrence next(K what, String about, Instant now) {
    Occurrence last = said.get(what);
    Occurrence next =
        last != null && now.isBefore(last.at().plus(SAME))
            ? new Occurrence(last.name(), last.count() + 1, now)
            : single(about, now);
    said.put(what, next);
    return next;
  }

  /** An event that does not begin a series. */
  public synchronized Occurrence single(String about, Instant now) {
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano() + sequence++;
    return new Occurrence(about + "." + Long.toHexString(nanos), 1, now);
  }

  /** The first event is gone: what is said next begins anew. */
  public synchronized void forget(K what) {
    said.remove(what);
  }
}
