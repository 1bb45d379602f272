package io.navarch.dns.serve;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Counts what is asked and answered, under CoreDNS' names. */
public final class QueryMetrics {
  /** Types that are told apart; clients choose from 65,536. */
  private static final Set<Integer> KNOWN_TYPES =
      Set.of(
          Type.A,
          Type.AAAA,
          Type.ANY,
          Type.CNAME,
          Type.HTTPS,
          Type.MX,
          Type.NS,
          Type.PTR,
          Type.SOA,
          Type.SRV,
          Type.SVCB,
          Type.TXT);

  private record Asked(String type, Transport transport) {}

  private final MeterRegistry meters;
  private final Timer duration;
  private final Counter malformed;
  private final Map<Asked, Counter> requests = new ConcurrentHashMap<>();
  private final Map<Integer, Counter> responses = new ConcurrentHashMap<>();

  public QueryMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.duration = meters.timer("coredns_dns_request_duration_seconds");
    this.malformed = meters.counter("navarch_dns_malformed_requests_total");
  }

  /** When a question came, by the registry's own clock. */
  long start() {
    return meters.config().clock().monotonicTime();
  }

  void malformed() {
    malformed.increment();
  }

  void answered(@Nullable Record question, int rcode, Transport transport, long start) {
    String type =
        question != null && KNOWN_TYPES.contains(question.getType())
            ? Type.string(question.getType())
            : "other";
    requests
        .computeIfAbsent(
            new Asked(type, transport),
            asked ->
                meters.counter(
                    "coredns_dns_requests_total",
                    "type",
                    asked.type(),
                    "proto",
                    asked.transport().name().toLowerCase(Locale.ROOT)))
        .increment();
    responses
        .computeIfAbsent(
            rcode,
            code -> meters.counter("coredns_dns_responses_total", "rcode", Rcode.string(code)))
        .increment();
    duration.record(start() - start, TimeUnit.NANOSECONDS);
  }
}
