package io.navarch.dns.watch;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.navarch.dns.zone.Endpoint;
import io.navarch.dns.zone.NamedPort;
import io.navarch.dns.zone.ServiceRecords;
import io.navarch.dns.zone.ServiceRecords.Backing;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Joins a service and its endpoint slices to what the zone tells of it. */
final class ServiceReader {
  private static final String TCP = "TCP";

  private ServiceReader() {}

  /** Empty where a service has no records: one that has no address yet. */
  static Optional<ServiceRecords> read(Service service, Collection<EndpointSlice> slices) {
    return backing(service.getSpec())
        .map(
            backing ->
                new ServiceRecords(
                    service.getMetadata().getNamespace(),
                    service.getMetadata().getName(),
                    backing,
                    backing instanceof Backing.ExternalName ? List.of() : endpoints(slices)));
  }

  private static Optional<Backing> backing(@Nullable ServiceSpec spec) {
    if (spec == null) {
      return Optional.empty();
    }
    if ("ExternalName".equals(spec.getType())) {
      return Optional.ofNullable(spec.getExternalName()).map(Backing.ExternalName::new);
    }
    String first = spec.getClusterIP();
    if (first == null || first.isEmpty()) {
      return Optional.empty();
    }
    if (first.equals("None")) {
      return Optional.of(new Backing.Headless());
    }
    List<String> all = orEmpty(spec.getClusterIPs());
    return Optional.of(
        new Backing.ClusterAddresses(
            addresses(all.isEmpty() ? List.of(first) : all),
            orEmpty(spec.getPorts()).stream()
                .map(p -> port(p.getName(), p.getProtocol(), p.getPort()))
                .toList()));
  }

  private static NamedPort port(@Nullable String name, @Nullable String protocol, int number) {
    return new NamedPort(
        Objects.requireNonNullElse(name, ""), Objects.requireNonNullElse(protocol, TCP), number);
  }

  private record Place(InetAddress address, String hostname) {}

  /**
   * The ready endpoints; a slice whose readiness is not told is ready, as the API has it. Those
   * that several slices name are one.
   */
  private static List<Endpoint> endpoints(Collection<EndpointSlice> slices) {
    Map<Place, Set<NamedPort>> ports =
        new TreeMap<>(
            Comparator.comparing(
                    (Place p) -> p.address().getAddress(), java.util.Arrays::compareUnsigned)
                .thenComparing(Place::hostname));
    for (EndpointSlice slice : slices) {
      List<NamedPort> own = ports(slice);
      for (var endpoint : orEmpty(slice.getEndpoints())) {
        if (endpoint.getConditions() != null
            && Boolean.FALSE.equals(endpoint.getConditions().getReady())) {
          continue;
        }
        for (InetAddress address : addresses(orEmpty(endpoint.getAddresses()))) {
          Place place = new Place(address, Objects.requireNonNullElse(endpoint.getHostname(), ""));
          ports.computeIfAbsent(place, p -> new LinkedHashSet<>()).addAll(own);
        }
      }
    }
    List<Endpoint> result = new ArrayList<>();
    ports.forEach(
        (p, own) -> result.add(new Endpoint(p.address(), p.hostname(), List.copyOf(own))));
    return result;
  }

  private static List<NamedPort> ports(EndpointSlice slice) {
    List<NamedPort> result = new ArrayList<>();
    for (EndpointPort port : orEmpty(slice.getPorts())) {
      if (port.getPort() != null) {
        result.add(port(port.getName(), port.getProtocol(), port.getPort()));
      }
    }
    return result;
  }

  /** Slices of type FQDN bear names where others have addresses; these are left out. */
  private static List<InetAddress> addresses(List<String> texts) {
    List<InetAddress> result = new ArrayList<>();
    for (String text : texts) {
      try {
        result.add(InetAddress.ofLiteral(text));
      } catch (IllegalArgumentException e) {
        continue;
      }
    }
    return result;
  }

  /** A list that the API wrote as null is read as null by the model classes. */
  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
