package io.navarch.gateway.registry;

import io.navarch.model.resource.ResourceDefinition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many events all watches of each resource were sent. */
public final class WatchCounts {
  private final Map<Watched, LongAdder> sent = new ConcurrentHashMap<>();
  private volatile Listed listed = (_, _, _) -> {};

  /** Is told how long watches took to send what stood when they began. */
  @FunctionalInterface
  public interface Listed {
    /**
     * @param scope {@code namespace} or {@code cluster}
     */
    void took(Watched resource, String scope, long nanos);
  }

  /** A resource in the version that is watched. */
  public record Watched(String group, String version, String resource) {}

  LongAdder of(ResourceDefinition resource) {
    return sent.computeIfAbsent(watched(resource), _ -> new LongAdder());
  }

  private static Watched watched(ResourceDefinition resource) {
    return new Watched(resource.group(), resource.version(), resource.plural());
  }

  /** Tells somebody from now on. */
  public void onListed(Listed somebody) {
    listed = somebody;
  }

  void listed(ResourceDefinition resource, String namespace, long nanos) {
    listed.took(watched(resource), namespace.isEmpty() ? "cluster" : "namespace", nanos);
  }

  /** The sums until now. */
  public Map<Watched, LongAdder> sent() {
    return Map.copyOf(sent);
  }
}
