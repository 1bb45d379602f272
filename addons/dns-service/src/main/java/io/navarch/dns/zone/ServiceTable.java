package io.navarch.dns.zone;

import io.navarch.model.client.ObjectKey;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is kept up service by service. A change costs as much as that service has
 * addresses, whatever the size of the cluster. One thread writes, any number read.
 */
public final class ServiceTable implements ServiceDirectory {
  private final Predicate<String> namespaces;
  private final Map<ObjectKey, ServiceRecords> services = new ConcurrentHashMap<>();
  private final Map<InetAddress, Set<ObjectKey>> byClusterAddress = new ConcurrentHashMap<>();
  private final Map<InetAddress, Set<ObjectKey>> byEndpoint = new ConcurrentHashMap<>();
  private final AtomicLong serial;

  /**
   * @param namespaces whether a namespace stands
   * @param firstSerial where the serial number begins; must be above that of an earlier process,
   *     such as the seconds since 1970
   */
  public ServiceTable(Predicate<String> namespaces, long firstSerial) {
    this.namespaces = namespaces;
    this.serial = new AtomicLong(firstSerial);
  }

  /** Puts a service in the place of what was known of it; null takes it out. */
  public void set(ObjectKey key, @Nullable ServiceRecords now) {
    ServiceRecords before = now == null ? services.remove(key) : services.put(key, now);
    if (Objects.equals(before, now)) {
      return;
    }
    reindex(byClusterAddress, key, clusterAddresses(before), clusterAddresses(now));
    reindex(byEndpoint, key, endpointAddresses(before), endpointAddresses(now));
    serial.incrementAndGet();
  }

  /** How many services are known. */
  public int size() {
    return services.size();
  }

  private static void reindex(
      Map<InetAddress, Set<ObjectKey>> index,
      ObjectKey key,
      Set<InetAddress> before,
      Set<InetAddress> now) {
    for (InetAddress address : before) {
      if (!now.contains(address)) {
        index.computeIfPresent(address, (a, keys) -> without(keys, key));
      }
    }
    for (InetAddress address : now) {
      if (!before.contains(address)) {
        index.merge(address, Set.of(key), ServiceTable::union);
      }
    }
  }

  private static @Nullable Set<ObjectKey> without(Set<ObjectKey> keys, ObjectKey key) {
    Set<ObjectKey> rest = new HashSet<>(keys);
    rest.remove(key);
    return rest.isEmpty() ? null : Set.copyOf(rest);
  }

  private static Set<ObjectKey> union(Set<ObjectKey> some, Set<ObjectKey> more) {
    Set<ObjectKey> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }

  private static Set<InetAddress> clusterAddresses(@Nullable ServiceRecords records) {
    return records != null
            && records.backing() instanceof ServiceRecords.Backing.ClusterAddresses cluster
        ? new HashSet<>(cluster.addresses())
        : Set.of();
  }

  private static Set<InetAddress> endpointAddresses(@Nullable ServiceRecords records) {
    Set<InetAddress> all = new HashSet<>();
    if (records != null) {
      records.endpoints().forEach(e -> all.add(e.address()));
    }
    return all;
  }

  @Override
  public boolean hasNamespace(String namespace) {
    return namespaces.test(namespace);
  }

  @Override
  public Optional<ServiceRecords> find(String namespace, String name) {
    return Optional.ofNullable(services.get(ObjectKey.of(namespace, name)));
  }

  @Override
  public List<ServiceRecords> atClusterAddress(InetAddress address) {
    return known(byClusterAddress.getOrDefault(address, Set.of()));
  }

  @Override
  public List<ServiceRecords> withEndpointAt(InetAddress address) {
    return known(byEndpoint.getOrDefault(address, Set.of()));
  }

  private List<ServiceRecords> known(Collection<ObjectKey> keys) {
    return keys.stream()
        .sorted(java.util.Comparator.comparing(ObjectKey::cacheKey))
        .map(services::get)
        .filter(Objects::nonNull)
        .toList();
  }

  @Override
  public long serial() {
    return serial.get();
  }
}
