package io.navarch.gateway.allocation;

import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * The objects that show which service holds which address: one IPAddress for each cluster IP, and
 * the ServiceCIDR {@code kubernetes} with the range they come from. Missing and left over ones are
 * put right at the start.
 */
public final class AddressObjects implements BootstrapStep {
  private static final String GROUP = "networking.k8s.io";
  private static final int ORDER = 300;

  private final ResourceCatalog catalog;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final String serviceCidr;

  AddressObjects(
      ResourceCatalog catalog, ObjectReader reader, ObjectWriter writer, String serviceCidr) {
    this.catalog = catalog;
    this.reader = reader;
    this.writer = writer;
    this.serviceCidr = serviceCidr;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public void run() {
    if (reader.get(GROUP, "servicecidrs", "", "kubernetes").isEmpty()) {
      create(
          "servicecidrs",
          """
          {"metadata":{"name":"kubernetes"},"spec":{"cidrs":["%s"]},
           "status":{"conditions":[]}}
          """
              .formatted(serviceCidr));
    }
    Set<String> held = new HashSet<>();
    AddressRange range = AddressRange.parse(serviceCidr);
    for (ApiObject service : reader.list("", "services", "")) {
      if (service.at("spec", "clusterIP") instanceof String address
          && range.numberOf(address) >= 0) {
        held.add(address);
        add(address, range.family(), service);
      }
    }
    for (ApiObject object : reader.list(GROUP, "ipaddresses", "")) {
      if ("ipallocator.k8s.io".equals(object.labels().get("ipaddress.kubernetes.io/managed-by"))
          && !held.contains(object.name())) {
        remove(object.name());
      }
    }
  }

  void add(String address, String family, ApiObject service) {
    if (reader.get(GROUP, "ipaddresses", "", address).isPresent()) {
      return;
    }
    create(
        "ipaddresses",
        """
        {"metadata":{"name":"%s","labels":{"ipaddress.kubernetes.io/ip-family":"%s",
          "ipaddress.kubernetes.io/managed-by":"ipallocator.k8s.io"}},
         "spec":{"parentRef":{"group":"","resource":"services","namespace":"%s","name":"%s"}}}
        """
            .formatted(address, family, service.namespace(), service.name()));
  }

  void remove(String address) {
    try {
      writer.delete(resource("ipaddresses"), "", address);
    } catch (ApiException e) {
      if (e.code() != 404) {
        throw e;
      }
    }
  }

  private void create(String plural, String json) {
    try {
      writer.create(
          resource(plural), new ApiObject(Json.readObject(json.getBytes(StandardCharsets.UTF_8))));
    } catch (ApiException e) {
      if (!e.reason().equals("AlreadyExists")) {
        throw e;
      }
    }
  }

  private ResourceDefinition resource(String plural) {
    return catalog
        .byPlural(GROUP, "v1", plural)
        .orElseThrow(() -> new IllegalStateException("no resource " + plural));
  }
}
