package io.navarch.gateway.aggregation;

import io.navarch.gateway.aggregation.ApiConditions.Availability;
import io.navarch.gateway.discovery.RemoteVersion;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The APIService objects of the group versions that this server serves itself. */
final class LocalApiServices {
  private static final String MANAGED = "kube-aggregator.kubernetes.io/automanaged";
  private static final String ALWAYS = "true";

  private final ResourceCatalog catalog;
  private final ResourceDefinition apiServices;
  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final InstantSource clock;

  LocalApiServices(
      ResourceCatalog catalog,
      ResourceDefinition apiServices,
      ObjectReader reader,
      ObjectWriter writer,
      InstantSource clock) {
    this.catalog = catalog;
    this.apiServices = apiServices;
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /** The resource whose changes change what is served here. */
  ResourceDefinition definitions() {
    return BuiltinResources.instance()
        .byPlural("apiextensions.k8s.io", "v1", "customresourcedefinitions")
        .orElseThrow();
  }

  /** Makes what is missing, and removes what is served no longer. */
  void reconcile() {
    Set<String> wanted = new LinkedHashSet<>();
    for (ResourceDefinition resource : catalog.all()) {
      String name = resource.version() + "." + resource.group();
      // What lists the services of others needs none itself.
      boolean own = resource.group().equals(apiServices.group());
      if (!own && wanted.add(name)) {
        ensure(name, resource);
      }
    }
    for (ApiObject each : reader.list("apiregistration.k8s.io", "apiservices", "")) {
      if (each.labels().containsKey(MANAGED) && !wanted.contains(each.name())) {
        remove(each.name());
      }
    }
  }

  private void remove(String name) {
    try {
      writer.delete(apiServices, "", name);
    } catch (ApiException e) {
      if (e.code() != 404) {
        throw e;
      }
    }
  }

  private void ensure(String name, ResourceDefinition resource) {
    Optional<ApiObject> found = reader.get("apiregistration.k8s.io", "apiservices", "", name);
    if (found.isEmpty()) {
      create(name, resource);
    } else if (isOfDefinition(found.get()) && !Json.equal(found.get().at("spec"), spec(resource))) {
      writer.update(
          apiServices,
          "",
          name,
          tree -> {
            if (isOfDefinition(tree)) {
              tree.root().put("spec", spec(resource));
            }
            return tree;
          });
    } else if (found.get().at("spec", "service") != null
        || ApiConditions.says(found.get(), Availability.LOCAL)) {
      return;
    }
    writer.update(
        apiServices,
        "",
        name,
        tree -> {
          if (tree.at("spec", "service") == null && !ApiConditions.says(tree, Availability.LOCAL)) {
            ApiConditions.set(tree, Availability.LOCAL, clock.instant());
          }
          return tree;
        });
  }

  /** What is made for definitions is kept as it was made; nobody keeps the rest from changing. */
  private static boolean isOfDefinition(ApiObject service) {
    return ALWAYS.equals(service.labels().get(MANAGED));
  }

  private void create(String name, ResourceDefinition resource) {
    boolean builtin =
        BuiltinResources.instance().versionPriority(resource.apiVersion()).isPresent();
    Map<String, Object> labels = new LinkedHashMap<>();
    labels.put(MANAGED, builtin ? "onstart" : ALWAYS);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("labels", labels);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("metadata", metadata);
    root.put("spec", spec(resource));
    writer.createUnlessThere(apiServices, new ApiObject(root));
  }

  private static Map<String, Object> spec(ResourceDefinition resource) {
    Map<String, Object> spec = new LinkedHashMap<>();
    if (!resource.group().isEmpty()) {
      spec.put("group", resource.group());
    }
    spec.put("version", resource.version());
    spec.put(
        "groupPriorityMinimum",
        (long)
            BuiltinResources.instance()
                .groupPriority(resource.group())
                .orElse(RemoteVersion.CUSTOM_GROUP_PRIORITY));
    spec.put(
        "versionPriority",
        (long)
            BuiltinResources.instance()
                .versionPriority(resource.apiVersion())
                .orElse(RemoteVersion.CUSTOM_VERSION_PRIORITY));
    return spec;
  }
}
