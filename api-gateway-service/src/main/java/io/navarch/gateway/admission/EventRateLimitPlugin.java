package io.navarch.gateway.admission;

import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** EventRateLimit: how many events a server, a namespace, a user or a source may write. */
final class EventRateLimitPlugin implements AdmissionPlugin {
  static final String NAME = "EventRateLimit";
  private static final int RETRY_SECONDS = 1;

  private final List<Enforcer> enforcers;

  /** Whose events are counted together. */
  enum Scope {
    SERVER("Server"),
    NAMESPACE("Namespace"),
    USER("User"),
    SOURCE_AND_OBJECT("SourceAndObject");

    private final String text;

    Scope(String text) {
      this.text = text;
    }

    static final Set<String> TEXTS = Set.of("Server", "Namespace", "User", "SourceAndObject");

    static Scope of(String text) {
      for (Scope scope : values()) {
        if (scope.text.equals(text)) {
          return scope;
        }
      }
      return SERVER;
    }

    String key(AdmissionRequest request) {
      return switch (this) {
        case SERVER -> "";
        case NAMESPACE -> request.namespace();
        case USER -> request.user().name();
        case SOURCE_AND_OBJECT -> sourceAndObject(request.object());
      };
    }

    private static String sourceAndObject(@Nullable ApiObject event) {
      if (event == null) {
        return "";
      }
      Map<String, Object> source = ApiObject.mapAt(event.root(), "source");
      Map<String, Object> involved = ApiObject.mapAt(event.root(), "involvedObject");
      StringBuilder key = new StringBuilder();
      for (String name : List.of("component", "host")) {
        key.append(ApiObject.string(source, name));
      }
      for (String name : List.of("kind", "namespace", "name", "uid", "apiVersion")) {
        key.append(ApiObject.string(involved, name));
      }
      return key.toString();
    }
  }

  /**
   * @param burst how many may come at once
   * @param perSecond how many may follow each second
   * @param remembered how many namespaces, users or sources are told apart
   */
  record Limit(Scope scope, long perSecond, long burst, int remembered) {}

  /** The limits of a configuration. */
  static List<Limit> read(ConfigurationNode root) {
    List<ConfigurationNode> nodes = root.only("apiVersion", "kind", "limits").list("limits");
    if (nodes.isEmpty()) {
      root.reject(FieldError.invalid("limits", "", "must not be empty"));
    }
    List<Limit> limits = new ArrayList<>();
    for (ConfigurationNode node : nodes) {
      limits.add(limit(node.only("type", "qps", "burst", "cacheSize")));
    }
    return limits;
  }

  private static Limit limit(ConfigurationNode node) {
    final int standard = 4096;
    String type = node.string("type");
    if (!Scope.TEXTS.contains(type)) {
      node.reject(FieldError.notSupported(node.path("type"), type, Scope.TEXTS));
    }
    long remembered = node.number("cacheSize", 0);
    if (remembered < 0 && Scope.of(type) != Scope.SERVER) {
      node.reject(FieldError.invalid(node.path("cacheSize"), remembered, "must not be negative"));
    }
    return new Limit(
        Scope.of(type),
        positive(node, "qps"),
        positive(node, "burst"),
        remembered <= 0 ? standard : (int) Math.min(remembered, Integer.MAX_VALUE));
  }

  private static long positive(ConfigurationNode node, String name) {
    long value = node.number(name, 0);
    if (value <= 0) {
      node.reject(FieldError.invalid(node.path(name), value, "must be positive"));
    }
    return Math.max(value, 1);
  }

  /**
   * @param nanos a clock that only goes forward
   */
  EventRateLimitPlugin(List<Limit> limits, LongSupplier nanos) {
    this.enforcers = limits.stream().map(limit -> new Enforcer(limit, nanos)).toList();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean written =
        request.operation() == AdmissionRequest.Operation.CREATE
            || request.operation() == AdmissionRequest.Operation.UPDATE;
    if (!written || !request.isFor("", "events") || request.dryRun()) {
      return;
    }
    List<String> exceeded = new ArrayList<>();
    for (Enforcer enforcer : enforcers) {
      String key = enforcer.limit.scope().key(request);
      if (!enforcer.accept(key)) {
        exceeded.add("limit reached on type " + enforcer.limit.scope().text + " for key " + key);
      }
    }
    if (!exceeded.isEmpty()) {
      String all =
          exceeded.size() == 1 ? exceeded.getFirst() : "[" + String.join(", ", exceeded) + "]";
      throw ApiException.tooManyRequests("Too many requests: " + all, RETRY_SECONDS);
    }
  }

  /** A bucket of allowances for each key; the longest unused ones are forgotten. */
  private static final class Enforcer {
    private final Limit limit;
    private final LongSupplier nanos;
    private final Map<String, Bucket> buckets;

    private static final class Bucket {
      private double allowance;
      private long filledAt;
    }

    Enforcer(Limit limit, LongSupplier nanos) {
      this.limit = limit;
      this.nanos = nanos;
      this.buckets =
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
              return size() > limit.remembered();
            }
          };
    }

    synchronized boolean accept(String key) {
      long now = nanos.getAsLong();
      Bucket bucket =
          buckets.computeIfAbsent(
              key,
              _ -> {
                Bucket full = new Bucket();
                full.allowance = limit.burst();
                full.filledAt = now;
                return full;
              });
      double earned = (now - bucket.filledAt) / 1e9 * limit.perSecond();
      bucket.allowance = Math.min(limit.burst(), bucket.allowance + earned);
      bucket.filledAt = now;
      if (bucket.allowance < 1) {
        return false;
      }
      bucket.allowance -= 1;
      return true;
    }
  }
}
