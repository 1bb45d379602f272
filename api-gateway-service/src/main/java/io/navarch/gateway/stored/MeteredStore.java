package io.navarch.gateway.stored;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.navarch.gateway.http.RequestMetrics;
import io.navarch.model.store.StateStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures the calls to the store, whatever engine it is, under the names that upstream has for
 * those to etcd.
 */
public final class MeteredStore extends ForwardingStore {
  private static final int MAX_SERIES = 2_000;
  private final StoredResource.Index resources;
  private final MeterRegistry registry;
  private final Map<Call, Meters> calls = new ConcurrentHashMap<>();

  private record Call(String operation, StoredResource resource) {}

  private record Meters(Timer duration, Counter requests, Counter errors) {}

  public MeteredStore(StateStore store, StoredResource.Index resources, MeterRegistry registry) {
    super(store);
    this.resources = resources;
    this.registry = registry;
  }

  private <T> T measured(String operation, String key, Supplier<T> call) {
    Call labels = new Call(operation, resources.of(key));
    Meters meters = calls.get(labels);
    if (meters == null) {
      if (calls.size() >= MAX_SERIES) {
        return call.get();
      }
      meters = calls.computeIfAbsent(labels, this::meters);
    }
    long start = System.nanoTime();
    boolean done = false;
    try {
      T result = call.get();
      done = true;
      return result;
    } finally {
      meters.duration().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      meters.requests().increment();
      if (!done) {
        meters.errors().increment();
      }
    }
  }

  private Meters meters(Call call) {
    String[] tags = {
      "operation", call.operation(),
      "group", call.resource().group(),
      "resource", call.resource().resource()
    };
    return new Meters(
        Timer.builder("etcd_request_duration")
            .description("Time that calls to the store take")
            .serviceLevelObjectives(RequestMetrics.latencies())
            .tags(tags)
            .register(registry),
        Counter.builder("etcd_requests")
            .description("Calls to the store")
            .tags(tags)
            .register(registry),
        Counter.builder("etcd_request_errors")
            .description("Calls to the store that failed")
            .tags(tags)
            .register(registry));
  }

  @Override
  public GetResult get(String key, long revision) {
    return measured("get", key, () -> super.get(key, revision));
  }

  @Override
  public RangeResult range(String start, String end, long revision, int limit) {
    return measured("list", start, () -> super.range(start, end, revision, limit));
  }

  @Override
  public TxnResult txn(List<Compare> compares, List<Op> ops) {
    if (ops.isEmpty()) {
      return super.txn(compares, ops);
    }
    Op first = ops.getFirst();
    return measured(operation(first, compares), first.key(), () -> super.txn(compares, ops));
  }

  private static String operation(Op op, List<Compare> compares) {
    if (op instanceof Op.Delete) {
      return "delete";
    }
    boolean isNew =
        compares.stream().anyMatch(c -> c.key().equals(op.key()) && c.modRevision() == 0);
    return isNew ? "create" : "update";
  }
}
