package io.navarch.gateway.http;

import io.vertx.core.http.HttpConnection;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The open connections: how many there may be, and which of them do nothing. */
final class ConnectionGuard {
  private static final Duration OUTLET_PATIENCE = Duration.ofSeconds(1);

  private final Map<HttpConnection, Guarded> open = new ConcurrentHashMap<>();
  private final ServerLimits limits;
  private final ByteBudget bodies;
  private final ByteBudget waiting;
  private final Guarded unknown;

  /** One connection and what it is doing. */
  static final class Guarded {
    private final List<X509Certificate> certificates;
    private final ByteBudget.Share bodies;
    private final ByteBudget.Share waiting;
    private final Outlet outlet = new Outlet(OUTLET_PATIENCE);
    private final AtomicInteger running = new AtomicInteger();
    private volatile long quietSince;
    private volatile boolean served;
    private volatile boolean lasting;
    private volatile boolean over;

    private Guarded(
        List<X509Certificate> certificates,
        ByteBudget.Share bodies,
        ByteBudget.Share waiting,
        long now) {
      this.certificates = certificates;
      this.bodies = bodies;
      this.waiting = waiting;
      this.quietSince = now;
    }

    List<X509Certificate> certificates() {
      return certificates;
    }

    ByteBudget.Share bodies() {
      return bodies;
    }

    /** For what streams keep until the client takes it. */
    ByteBudget.Share waiting() {
      return waiting;
    }

    /** Where its large answers leave. */
    Outlet outlet() {
      return outlet;
    }

    /** Whether nothing more of what comes on it is a request. */
    boolean isOver() {
      return over;
    }

    void endsHere() {
      over = true;
    }

    void begins() {
      running.getAndIncrement();
      served = true;
    }

    /**
     * @param becameStream it goes on although its handler is done
     */
    void ends(boolean becameStream, long now) {
      lasting |= becameStream;
      quietSince = now;
      running.getAndDecrement();
    }
  }

  ConnectionGuard(ServerLimits limits) {
    this.limits = limits;
    this.bodies =
        new ByteBudget(limits.maxBodies().toBytes(), limits.maxConnectionBodies().toBytes());
    this.waiting =
        new ByteBudget(limits.maxWaiting().toBytes(), limits.maxConnectionWaiting().toBytes());
    this.unknown = new Guarded(List.of(), bodies.share(), waiting.share(), 0);
  }

  /** Takes a connection in, or says that there are too many. */
  boolean admit(HttpConnection connection, List<X509Certificate> certificates, long now) {
    if (open.size() >= limits.maxConnections()) {
      return false;
    }
    open.put(connection, new Guarded(certificates, bodies.share(), waiting.share(), now));
    return true;
  }

  void closed(HttpConnection connection) {
    open.remove(connection);
  }

  Guarded of(HttpConnection connection) {
    return open.getOrDefault(connection, unknown);
  }

  /** Closes the connections that have been quiet for too long. */
  void sweep(long now) {
    open.forEach(
        (connection, guarded) -> {
          long patience =
              (guarded.served ? limits.idleTimeout() : limits.headerTimeout()).toNanos();
          if (!guarded.lasting
              && guarded.running.get() == 0
              && now - guarded.quietSince > patience) {
            // Says goodbye first, so that a request that is on its way is not lost.
            VertxExchange.ignore(connection.shutdown(1, TimeUnit.SECONDS));
          }
        });
  }
}
