package io.navarch.gateway.allocation;

import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what gateways that died in the middle left behind, at the start and every few minutes:
 * services whose address or port counts as free get it back, and what nobody holds becomes free.
 *
 * <p>An address or port is taken before its service is stored. So an address without a service is
 * taken back only when it is a minute old, and a port when it was found so in three rounds.
 */
public final class AllocationRepair implements BootstrapStep, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AllocationRepair.class);
  private static final int ORDER = 300;
  private static final Duration PERIOD = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofSeconds(60);
  private static final int ROUNDS_BEFORE_LEAK = 3;

  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final ResourceCatalog catalog;
  private final AddressAllocator addresses;
  private final PortAllocator ports;
  private final String serviceCidr;
  private final InstantSource clock;
  private final Map<Integer, Integer> suspects = new HashMap<>();
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("allocation-repair").factory());

  AllocationRepair(
      ObjectReader reader,
      ObjectWriter writer,
      ResourceCatalog catalog,
      AddressAllocator addresses,
      PortAllocator ports,
      String serviceCidr,
      InstantSource clock) {
    this.reader = reader;
    this.writer = writer;
    this.catalog = catalog;
    this.addresses = addresses;
    this.ports = ports;
    this.serviceCidr = serviceCidr;
    this.clock = clock;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void run() {
    createRange();
    round();
    var unused =
        rounds.scheduleWithFixedDelay(
            this::roundOrLog, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
  }

  private void createRange() {
    if (reader.get(AddressAllocator.GROUP, "servicecidrs", "", "kubernetes").isPresent()) {
      return;
    }
    String range =
        "{\"metadata\":{\"name\":\"kubernetes\"},\"spec\":{\"cidrs\":[\"" + serviceCidr + "\"]}}";
    writer.createUnlessThere(
        catalog.byPlural(AddressAllocator.GROUP, "v1", "servicecidrs").orElseThrow(),
        new ApiObject(Json.readObject(range.getBytes(StandardCharsets.UTF_8))));
  }

  private void roundOrLog() {
    try {
      round();
    } catch (ApiException | StoreException | IllegalStateException e) {
      log.warn("Service addresses could not be checked: {}", e.getMessage());
    }
  }

  /** One look at all services. */
  synchronized void round() {
    Set<Integer> takenPorts = ports.taken();
    Set<String> heldAddresses = new HashSet<>();
    Set<Integer> heldPorts = new TreeSet<>();
    for (ApiObject service : reader.list("", "services", "")) {
      Map<String, Object> spec = ServiceHoldings.spec(service);
      heldPorts.addAll(ServiceHoldings.ports(spec));
      for (String address : ServiceHoldings.addresses(spec)) {
        heldAddresses.add(address);
        if (reader.get(AddressAllocator.GROUP, "ipaddresses", "", address).isEmpty()) {
          log.warn(
              "The cluster IP {} of {}/{} was not taken; repairing",
              address,
              service.namespace(),
              service.name());
          addresses.restore(address, service);
        }
      }
    }
    freeAddresses(heldAddresses);
    repairPorts(takenPorts, heldPorts);
  }

  private void freeAddresses(Set<String> held) {
    Instant now = clock.instant();
    for (ApiObject address : reader.list(AddressAllocator.GROUP, "ipaddresses", "")) {
      boolean ours =
          AddressAllocator.MANAGER.equals(address.labels().get(AddressAllocator.MANAGED_BY));
      if (ours && !held.contains(address.name()) && isOld(address, now)) {
        log.warn("The address {} leaked; cleaning up", address.name());
        addresses.release(address.name());
      }
    }
  }

  private static boolean isOld(ApiObject object, Instant now) {
    try {
      return Instant.parse(String.valueOf(object.metadata().get("creationTimestamp")))
          .plus(GRACE)
          .isBefore(now);
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  private void repairPorts(Set<Integer> taken, Set<Integer> held) {
    Set<Integer> missing = new TreeSet<>(held);
    missing.removeAll(taken);
    missing.removeIf(port -> !ports.range().contains(port));
    Set<Integer> unheld = new TreeSet<>(taken);
    unheld.removeAll(held);
    suspects.keySet().retainAll(unheld);
    Set<Integer> leaked = new TreeSet<>();
    for (int port : unheld) {
      if (suspects.merge(port, 1, Integer::sum) >= ROUNDS_BEFORE_LEAK) {
        leaked.add(port);
      }
    }
    leaked.forEach(suspects::remove);
    if (!missing.isEmpty() || !leaked.isEmpty()) {
      log.warn("Node ports that were not taken: {}, that leaked: {}", missing, leaked);
      ports.correct(missing, leaked);
    }
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
