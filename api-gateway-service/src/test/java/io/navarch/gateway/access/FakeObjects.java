package io.navarch.gateway.access;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Objects in memory, for tests of what reads and writes inside the gateway; for any number of
 * threads, as the store is.
 */
public final class FakeObjects implements ObjectReader, ObjectWriter {
  private final Map<String, ApiObject> objects = new LinkedHashMap<>();
  private final Map<String, Long> changes = new LinkedHashMap<>();
  private long revision = 1;

  /** Adds or replaces an object, written as JSON with single quotes. */
  public synchronized FakeObjects with(String group, String plural, String json) {
    ApiObject object =
        new ApiObject(Json.readObject(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    put(group, plural, object);
    return this;
  }

  public synchronized FakeObjects without(
      String group, String plural, String namespace, String name) {
    objects.remove(key(group, plural, namespace, name));
    changes.put(group + "/" + plural, ++revision);
    return this;
  }

  private synchronized void put(String group, String plural, ApiObject object) {
    objects.put(key(group, plural, object.namespace(), object.name()), object);
    changes.put(group + "/" + plural, ++revision);
  }

  private static String key(String group, String plural, String namespace, String name) {
    return group + "/" + plural + "/" + namespace + "/" + name;
  }

  @Override
  public synchronized Optional<ApiObject> get(
      String group, String plural, String namespace, String name) {
    return Optional.ofNullable(objects.get(key(group, plural, namespace, name)));
  }

  @Override
  public Optional<ApiObject> getLive(String group, String plural, String namespace, String name) {
    return get(group, plural, namespace, name);
  }

  @Override
  public Optional<ApiObject> getNewest(String group, String plural, String namespace, String name) {
    return get(group, plural, namespace, name);
  }

  @Override
  public synchronized List<ApiObject> list(String group, String plural, String namespace) {
    List<ApiObject> found = new ArrayList<>();
    objects.forEach(
        (key, object) -> {
          if (key.startsWith(
              group + "/" + plural + "/" + (namespace.isEmpty() ? "" : namespace + "/"))) {
            found.add(object);
          }
        });
    return found;
  }

  @Override
  public synchronized long lastChange(String group, String plural) {
    return changes.getOrDefault(group + "/" + plural, 0L);
  }

  @Override
  public synchronized ApiObject create(ResourceDefinition resource, ApiObject object) {
    if (get(resource.group(), resource.plural(), object.namespace(), object.name()).isPresent()) {
      throw ApiException.alreadyExists(resource.group(), resource.plural(), object.name());
    }
    put(resource.group(), resource.plural(), object.copy());
    return object;
  }

  @Override
  public ApiObject applyStatus(
      String manager, ResourceDefinition resource, String name, Map<String, Object> status) {
    return update(
        resource,
        "",
        name,
        object -> {
          object.root().put("status", status);
          return object;
        });
  }

  @Override
  public synchronized ApiObject update(
      ResourceDefinition resource, String namespace, String name, UnaryOperator<ApiObject> change) {
    ApiObject now =
        get(resource.group(), resource.plural(), namespace, name)
            .orElseThrow(() -> ApiException.notFound(resource.group(), resource.plural(), name));
    ApiObject changed = change.apply(now.copy());
    put(resource.group(), resource.plural(), changed);
    return changed;
  }

  @Override
  public synchronized void delete(
      ResourceDefinition resource, String namespace, String name, @Nullable String uid) {
    without(resource.group(), resource.plural(), namespace, name);
  }
}
