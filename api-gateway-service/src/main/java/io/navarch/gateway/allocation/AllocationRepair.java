package io.navarch.gateway.allocation;

import io.navarch.gateway.cache.CacheEvent;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.loop.Changes;
import io.navarch.gateway.loop.Looping;
import io.navarch.gateway.loop.ReconcileLoop;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what gateways that died in the middle, a store that did not answer, and people left
 * behind: services whose address or port counts as free get it back, and what nobody holds becomes
 * free. Addresses are looked at when they or their services change, and all of it at the start and
 * every few minutes.
 */
public final class AllocationRepair implements BootstrapStep, Looping, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AllocationRepair.class);
  private static final int ORDER = 300;
  private static final Duration PERIOD = Duration.ofMinutes(3);
  private static final String ALL_ADDRESSES = "addresses";
  private static final String ALL_PORTS = "ports";

  private final DefaultRange defaultRange;
  private final ResourceCatalog catalog;
  private final ResourceCaches caches;
  private final AddressRepair addresses;
  private final PortRepair ports;
  private final String serviceCidr;
  private final ReconcileLoop loop =
      new ReconcileLoop(
          "allocation-repair", Duration.ofMillis(200), Duration.ofSeconds(10), this::look);

  AllocationRepair(
      DefaultRange defaultRange,
      ResourceCatalog catalog,
      ResourceCaches caches,
      AddressRepair addresses,
      PortRepair ports,
      String serviceCidr) {
    this.defaultRange = defaultRange;
    this.catalog = catalog;
    this.caches = caches;
    this.addresses = addresses;
    this.ports = ports;
    this.serviceCidr = serviceCidr;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void run() {
    defaultRange.ensure(resource(AddressAllocator.GROUP, "servicecidrs"), serviceCidr);
    addresses.all(this::lookNow);
    ports.round();
    follow("", "services");
    follow(AddressAllocator.GROUP, "ipaddresses");
    loop.addAfter(ALL_ADDRESSES, PERIOD);
    loop.addAfter(ALL_PORTS, PERIOD);
    loop.start();
  }

  private void lookNow(String key) {
    try {
      addresses.look(key, loop::addAfter);
    } catch (ApiException e) {
      log.debug("{} is looked at again", key, e);
      loop.add(key);
    }
  }

  private void follow(String group, String plural) {
    ResourceDefinition resource = resource(group, plural);
    String prefix = resource.storagePrefix("");
    Changes.follow(
        caches,
        resource,
        event ->
            changed(
                AddressRepair.key(plural, event.object().key().substring(prefix.length())), event),
        _ -> loop.add(ALL_ADDRESSES));
  }

  private void changed(String key, CacheEvent event) {
    loop.add(key);
    if (event.type() == CacheEvent.Type.DELETED && AddressRepair.isAddress(key)) {
      // Its service may still hold it.
      AddressRepair.keyOfService(event.object().parse()).ifPresent(loop::add);
    }
  }

  private ResourceDefinition resource(String group, String plural) {
    return catalog.byPlural(group, "v1", plural).orElseThrow();
  }

  private boolean look(String key) {
    switch (key) {
      case ALL_ADDRESSES -> {
        addresses.all(loop::add);
        loop.addAfter(key, PERIOD);
      }
      case ALL_PORTS -> {
        ports.round();
        loop.addAfter(key, PERIOD);
      }
      default -> addresses.look(key, loop::addAfter);
    }
    return true;
  }

  @Override
  public ReconcileLoop loop() {
    return loop;
  }

  @Override
  public void close() {
    loop.close();
  }
}
