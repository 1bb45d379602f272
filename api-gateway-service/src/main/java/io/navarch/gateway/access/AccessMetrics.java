package io.navarch.gateway.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.metrics.Buckets;
import io.navarch.gateway.metrics.CountedTimer;
import io.prometheus.metrics.core.metrics.Histogram;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What becomes of authentication and authorization, under upstream's names. The meters are made
 * beforehand, so that a request pays for reading the clock and adding up.
 */
public final class AccessMetrics {
  private static final int STEPS = 15;
  private static final Set<String> NAMED =
      Set.of(
          "admin", "client", "kube_proxy", "kubelet", "system:serviceaccount:kube-system:default");
  private static final double HOUR = 3600;
  private static final double DAY = 24 * HOUR;
  private static final double[] LIFETIMES = {
    0, HOUR / 2, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 4 * DAY, 7 * DAY, 30 * DAY,
    90 * DAY, 180 * DAY, 360 * DAY
  };

  private final MeterRegistry registry;
  private final Map<Identified, CountedTimer> identified = new EnumMap<>(Identified.class);
  private final Map<Decided, CountedTimer> decided = new EnumMap<>(Decided.class);
  private final Map<String, Counter> users = new ConcurrentHashMap<>();
  private final Histogram lifetimes;

  /** How an attempt to find out who asks ended. */
  public enum Identified {
    /** There is a user, be it the anonymous one. */
    SUCCESS,
    /** No credentials, and nobody is let in without. */
    FAILURE,
    /** The credentials do not hold. */
    ERROR
  }

  /** What authorization came to. */
  public enum Decided {
    ALLOWED("allowed"),
    DENIED("denied"),
    NO_OPINION("no-opinion"),
    ERROR("error");

    private final String label;

    Decided(String label) {
      this.label = label;
    }

    static Decided of(Authorizer.Decision decision) {
      return switch (decision) {
        case Authorizer.Decision.Allow allow -> ALLOWED;
        case Authorizer.Decision.Deny deny -> DENIED;
        case Authorizer.Decision.NoOpinion none -> NO_OPINION;
      };
    }
  }

  public AccessMetrics(PrometheusMeterRegistry registry) {
    this.registry = registry;
    for (Identified result : Identified.values()) {
      identified.put(
          result,
          outcome(
              "authentication_attempts",
              "authentication_duration",
              result.name().toLowerCase(Locale.ROOT)));
    }
    for (Decided result : Decided.values()) {
      decided.put(
          result, outcome("authorization_attempts", "authorization_duration", result.label));
    }
    lifetimes =
        Histogram.builder()
            .name("apiserver_client_certificate_expiration_seconds")
            .help("How long the client certificates that are shown hold on")
            .classicOnly()
            .classicUpperBounds(LIFETIMES)
            .withoutExemplars()
            .register(registry.getPrometheusRegistry());
  }

  private CountedTimer outcome(String attempts, String duration, String result) {
    return new CountedTimer(
        Counter.builder(attempts)
            .description("How often each result came out")
            .tag("result", result)
            .register(registry),
        Timer.builder(duration)
            .description("How long it took until the result")
            .serviceLevelObjectives(Buckets.doubling(Duration.ofMillis(1), STEPS))
            .tag("result", result)
            .register(registry));
  }

  /**
   * @param began by {@link System#nanoTime()}
   */
  public void identified(Identified result, long began) {
    CountedTimer outcome = identified.get(result);
    if (outcome != null) {
      outcome.ended(began);
    }
  }

  /** The same for a user that was found, who is counted too. */
  public void identified(User user, long began) {
    identified(Identified.SUCCESS, began);
    users.computeIfAbsent(shown(user.name()), this::userCounter).increment();
  }

  private Counter userCounter(String shown) {
    return Counter.builder("authenticated_user_requests")
        .description("Requests by kind of user name")
        .tag("username", shown)
        .register(registry);
  }

  /** Names are not shown, and there are few series. */
  private static String shown(String name) {
    if (NAMED.contains(name)) {
      return name;
    }
    return name.contains("@") ? "email_id" : "other";
  }

  /**
   * @param began by {@link System#nanoTime()}
   */
  public void decided(Authorizer.Decision decision, long began) {
    decided(Decided.of(decision), began);
  }

  /** The same for an authorization that has no result. */
  public void decided(Decided result, long began) {
    CountedTimer outcome = decided.get(result);
    if (outcome != null) {
      outcome.ended(began);
    }
  }

  /** A certificate of the cluster's authority was shown. */
  void shown(X509Certificate certificate, Instant now) {
    lifetimes.observe((certificate.getNotAfter().getTime() - now.toEpochMilli()) / 1000.0);
  }
}
