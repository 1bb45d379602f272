package io.navarch.gateway.registry;

import io.navarch.model.resource.ResourceDefinition;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many events all watches of each resource were sent. */
public final class WatchCounts {
  private final Map<Watched, LongAdder> sent = new ConcurrentHashMap<>();

  /** A resource in the version that is watched. */
  public record Watched(String group, String version, String resource) {}

  LongAdder of(ResourceDefinition resource) {
    return sent.computeIfAbsent(
        new Watched(resource.group(), resource.version(), resource.plural()), _ -> new LongAdder());
  }

  /** The sums until now. */
  public Map<Watched, LongAdder> sent() {
    return Map.copyOf(sent);
  }
}
