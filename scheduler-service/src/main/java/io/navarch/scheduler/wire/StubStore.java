package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An informer's store that keeps of every object only who it is and its version. What matters of
 * the rest lives in the cluster state, in its compact form.
 */
final class StubStore<T extends HasMetadata> implements ItemStore<T> {
  private final Supplier<T> empty;
  private final Map<String, Stub> stubs = new ConcurrentHashMap<>();

  StubStore(Supplier<T> empty) {
    this.empty = empty;
  }

  private record Stub(@Nullable String namespace, String name, String uid, String version) {}

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    ObjectMeta metadata = object.getMetadata();
    return object(
        stubs.put(
            key,
            new Stub(
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid() == null ? "" : metadata.getUid(),
                metadata.getResourceVersion() == null ? "" : metadata.getResourceVersion())));
  }

  @Override
  public @Nullable T remove(String key) {
    return object(stubs.remove(key));
  }

  @Override
  public Stream<String> keySet() {
    return stubs.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return stubs.values().stream().map(this::object);
  }

  @Override
  public int size() {
    return stubs.size();
  }

  @Override
  public @Nullable T get(String key) {
    return object(stubs.get(key));
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private @Nullable T object(@Nullable Stub stub) {
    if (stub == null) {
      return null;
    }
    T object = empty.get();
    ObjectMeta metadata = new ObjectMeta();
    metadata.setNamespace(stub.namespace);
    metadata.setName(stub.name);
    metadata.setUid(stub.uid);
    metadata.setResourceVersion(stub.version);
    object.setMetadata(metadata);
    return object;
  }
}
