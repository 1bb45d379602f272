package io.navarch.gateway.http;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * What every answer carries: when it was given, and the id under which its request is audited. The
 * id is the client's own ({@code Audit-ID}) or a new one.
 */
public final class EveryAnswer {
  private static final int LONGEST_ID = 64;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** A second and how it is written, so that it is written once. */
  private record Second(long number, String text) {
    static Second of(long number) {
      return new Second(number, DATE.format(Instant.ofEpochSecond(number)));
    }
  }

  private final InstantSource clock;
  private final RandomGenerator random;
  private volatile Second last;

  /**
   * @param random that many threads may draw from
   */
  public EveryAnswer(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    this.last = Second.of(clock.millis() / 1000);
  }

  /** Takes the time of a request, whose answer will carry both headers. */
  MeasuredExchange begin(Exchange raw) {
    String sent = raw.header("Audit-ID");
    String id = sent == null || sent.isEmpty() || sent.length() > LONGEST_ID ? newId() : sent;
    MeasuredExchange exchange = new MeasuredExchange(raw, id);
    exchange.addResponseHeader("Audit-Id", id);
    exchange.addResponseHeader("Date", date());
    return exchange;
  }

  private String date() {
    long now = clock.millis() / 1000;
    Second second = last;
    if (second.number() != now) {
      second = Second.of(now);
      last = second;
    }
    return second.text();
  }

  /** A random UUID, of its fourth version. */
  private String newId() {
    long high = random.nextLong() & ~0xf000L | 0x4000L;
    long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }
}
