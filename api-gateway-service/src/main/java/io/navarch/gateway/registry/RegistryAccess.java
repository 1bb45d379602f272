package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.model.decode.Normalizer;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.schema.Schema;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The gateway's own way to objects, past authorization and admission. */
public final class RegistryAccess implements ObjectReader, ObjectWriter {
  private static final String MANAGER = "kube-apiserver";
  private static final User SELF =
      new User("system:apiserver", "", List.of(User.PRIVILEGED_GROUP), Map.of());

  private final ResourceCatalog catalog;
  private final ResourceCaches caches;
  private final ObjectStorage storage;
  private final FieldTracking fields;
  private final Supplier<Operations> operations;
  private final InstantSource clock;
  private final Map<String, Optional<ResourceDefinition>> known = new ConcurrentHashMap<>();

  /** The write operations without admission plugins. */
  record Operations(CreateOperation creates, DeleteOperation deletes) {}

  RegistryAccess(
      ResourceCatalog catalog,
      ResourceCaches caches,
      ObjectStorage storage,
      FieldTracking fields,
      Supplier<Operations> operations,
      InstantSource clock) {
    this.catalog = catalog;
    this.caches = caches;
    this.storage = storage;
    this.fields = fields;
    this.operations = operations;
    this.clock = clock;
  }

  private Optional<ResourceDefinition> resource(String group, String plural) {
    Optional<ResourceDefinition> builtin =
        known.computeIfAbsent(
            group + "/" + plural, _ -> find(BuiltinResources.instance(), group, plural));
    return builtin.isPresent() ? builtin : find(catalog, group, plural);
  }

  private static Optional<ResourceDefinition> find(
      ResourceCatalog resources, String group, String plural) {
    Optional<ResourceDefinition> other = Optional.empty();
    for (ResourceDefinition each : resources.all()) {
      if (each.group().equals(group) && each.plural().equals(plural)) {
        if (each.apiVersion().equals(each.storageVersion())) {
          return Optional.of(each);
        }
        other = other.isPresent() ? other : Optional.of(each);
      }
    }
    return other;
  }

  @Override
  public Optional<ApiObject> get(String group, String resource, String namespace, String name) {
    return find(storage::cached, group, resource, namespace, name);
  }

  @Override
  public Optional<ApiObject> getLive(String group, String resource, String namespace, String name) {
    return get(group, resource, namespace, name)
        .or(() -> find(storage::fresh, group, resource, namespace, name));
  }

  @Override
  public Optional<ApiObject> getNewest(
      String group, String resource, String namespace, String name) {
    return find(storage::consistent, group, resource, namespace, name);
  }

  /** One of the ways to an object in the storage. */
  @FunctionalInterface
  private interface Lookup {
    @Nullable CachedObject find(ResourceDefinition resource, String namespace, String name);
  }

  private Optional<ApiObject> find(
      Lookup lookup, String group, String plural, String namespace, String name) {
    return resource(group, plural)
        .flatMap(
            r ->
                Optional.ofNullable(lookup.find(r, r.namespaced() ? namespace : "", name))
                    .map(o -> storage.read(r, o)));
  }

  @Override
  public List<ApiObject> list(String group, String resource, String namespace) {
    return resource(group, resource)
        .map(
            r ->
                caches.of(r).list(r.storagePrefix(namespace), "").objects().stream()
                    .map(o -> storage.read(r, o))
                    .toList())
        .orElse(List.of());
  }

  @Override
  public long lastChange(String group, String resource) {
    return resource(group, resource).map(r -> caches.of(r).lastChange()).orElse(0L);
  }

  @Override
  public ApiObject create(ResourceDefinition resource, ApiObject object) {
    return createAs(MANAGER, resource, object);
  }

  @Override
  public ApiObject createAs(String manager, ResourceDefinition resource, ApiObject object) {
    ApiObject copy = object.copy();
    copy.root().put("kind", resource.kind());
    copy.root().put("apiVersion", resource.apiVersion());
    CachedObject created =
        operations
            .get()
            .creates()
            .create(context(manager, resource, "", object.namespace(), ""), copy);
    return storage.read(resource, created);
  }

  @Override
  public ApiObject update(
      ResourceDefinition resource, String namespace, String name, UnaryOperator<ApiObject> change) {
    return storage.read(resource, storage.change(resource, namespace, name, false, change));
  }

  @Override
  public ApiObject updateStatus(
      ResourceDefinition resource, String namespace, String name, UnaryOperator<ApiObject> change) {
    WriteContext context = context(MANAGER, resource, "status", namespace, name);
    return update(
        resource, namespace, name, live -> fields.track(context, live, change.apply(live.copy())));
  }

  @Override
  public ApiObject applyStatus(
      String manager, ResourceDefinition resource, String name, Map<String, Object> status) {
    WriteContext context = context(manager, resource, "status", "", name);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("kind", resource.kind());
    config.put("apiVersion", resource.apiVersion());
    config.put("metadata", new LinkedHashMap<>(Map.of("name", name)));
    config.put("status", status);
    Optional<Schema> schema = BuiltinSchemas.instance().byKind(resource.gvk());
    return update(
        resource,
        "",
        name,
        live -> {
          ApiObject applied = new ApiObject(fields.apply(context, live, config, true));
          // What is always written stands there even where nobody applied it.
          schema.ifPresent(each -> Normalizer.normalize(each, applied.root()));
          return applied;
        });
  }

  @Override
  public void delete(
      ResourceDefinition resource, String namespace, String name, @Nullable String uid) {
    DeleteOptions options =
        new DeleteOptions(0L, uid, null, null, null, false, new LinkedHashMap<>());
    operations.get().deletes().delete(context(MANAGER, resource, "", namespace, name), options);
  }

  private WriteContext context(
      String manager,
      ResourceDefinition resource,
      String subresource,
      String namespace,
      String name) {
    return new WriteContext(
        resource,
        subresource,
        resource.namespaced() ? namespace : "",
        name,
        SELF,
        false,
        manager,
        new LinkedHashMap<>(),
        clock.instant(),
        new ArrayList<>(0));
  }
}
