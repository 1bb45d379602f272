package io.navarch.model.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One shared informer a kind, each with an index by controlling owner, and without what no reader
 * needs ({@code managedFields}).
 *
 * <p>First all readers ask for their informers and register handlers and indexes, then {@link
 * #start} lists and watches. A failing list or watch is repeated until {@link #close}. Objects
 * handed out are shared: readers must not change them.
 */
public final class Informers implements AutoCloseable {

  /** Index by the uid of the owner that is the object's controller. */
  public static final String BY_CONTROLLER = "controller";

  private record Scope(Class<?> kind, String name) {}

  private final KubernetesClient client;
  private final Map<Scope, SharedIndexInformer<?>> informers = new LinkedHashMap<>();
  private boolean started;

  public Informers(KubernetesClient client) {
    this.client = client;
  }

  /** The informer of a kind in all namespaces. */
  public <T extends HasMetadata> SharedIndexInformer<T> of(Class<T> kind) {
    return of(kind, UnaryOperator.identity());
  }

  /**
   * The informer of a kind; {@code trim} takes off what its readers do not need before an object is
   * kept. The trim of the first caller holds for all.
   */
  @SuppressWarnings("unchecked")
  public synchronized <T extends HasMetadata> SharedIndexInformer<T> of(
      Class<T> kind, UnaryOperator<T> trim) {
    Scope key = new Scope(kind, "");
    SharedIndexInformer<?> known = informers.get(key);
    return known != null
        ? (SharedIndexInformer<T>) known
        : prepared(key, client.resources(kind).inAnyNamespace().runnableInformer(0), trim);
  }

  /** The informer of some objects of a kind, such as those of one name; {@code scope} names it. */
  @SuppressWarnings("unchecked")
  public synchronized <T extends HasMetadata> SharedIndexInformer<T> scoped(
      Class<T> kind, String scope, Function<KubernetesClient, Informable<T>> selection) {
    Scope key = new Scope(kind, scope);
    SharedIndexInformer<?> known = informers.get(key);
    return known != null
        ? (SharedIndexInformer<T>) known
        : prepared(key, selection.apply(client).runnableInformer(0), UnaryOperator.identity());
  }

  private <T extends HasMetadata> SharedIndexInformer<T> prepared(
      Scope key, SharedIndexInformer<T> informer, UnaryOperator<T> trim) {
    informer
        .itemStore(new TrimmedStore<>(trim))
        .exceptionHandler((running, failure) -> true)
        .addIndexers(Map.of(BY_CONTROLLER, Informers::controllerUid));
    informers.put(key, informer);
    if (started) {
      informer.start();
    }
    return informer;
  }

  /** Starts listing and watching; returns at once. */
  public synchronized void start() {
    started = true;
    informers.values().forEach(SharedIndexInformer::start);
  }

  /** True once every informer has listed its kind. */
  public synchronized boolean synced() {
    return informers.values().stream().allMatch(SharedIndexInformer::hasSynced);
  }

  @Override
  public synchronized void close() {
    informers.values().forEach(SharedIndexInformer::stop);
  }

  /** Objects of a kind in a namespace. */
  public static <T> List<T> inNamespace(SharedIndexInformer<T> informer, String namespace) {
    return informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace);
  }

  /** Objects of a kind whose controlling owner has the uid. */
  public static <T> List<T> controlledBy(SharedIndexInformer<T> informer, String uid) {
    return informer.getIndexer().byIndex(BY_CONTROLLER, uid);
  }

  /** The object of a key as last seen. */
  public static <T> @Nullable T find(SharedIndexInformer<T> informer, ObjectKey key) {
    return informer.getStore().getByKey(key.cacheKey());
  }

  /** Adds an index; must come before {@link #start}. */
  public static <T> void index(
      SharedIndexInformer<T> informer, String name, Function<T, List<String>> keys) {
    if (!informer.getIndexer().getIndexers().containsKey(name)) {
      informer.addIndexers(Map.of(name, keys));
    }
  }

  /** Calls {@code changed} with every object that appears, changes or goes. */
  public static <T> void onAny(SharedIndexInformer<T> informer, Consumer<T> changed) {
    informer.addEventHandler(
        new ResourceEventHandler<T>() {
          @Override
          public void onAdd(T added) {
            changed.accept(added);
          }

          @Override
          public void onUpdate(T before, T after) {
            changed.accept(after);
          }

          @Override
          public void onDelete(T gone, boolean finalStateUnknown) {
            changed.accept(gone);
          }
        });
  }

  /**
   * Calls {@code changed} with the key of every object that appears, changes or goes; with both
   * keys, if a change gives it another one.
   */
  public static <T, K> void onAnyKey(
      SharedIndexInformer<T> informer, Function<T, K> key, Consumer<K> changed) {
    informer.addEventHandler(
        new ResourceEventHandler<T>() {
          @Override
          public void onAdd(T added) {
            changed.accept(key.apply(added));
          }

          @Override
          public void onUpdate(T before, T after) {
            K was = key.apply(before);
            K is = key.apply(after);
            if (!was.equals(is)) {
              changed.accept(was);
            }
            changed.accept(is);
          }

          @Override
          public void onDelete(T gone, boolean finalStateUnknown) {
            changed.accept(key.apply(gone));
          }
        });
  }

  /** The owner reference that marks the object's controller. */
  public static @Nullable OwnerReference controllerOf(HasMetadata object) {
    for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController())) {
        return owner;
      }
    }
    return null;
  }

  private static List<String> controllerUid(HasMetadata object) {
    OwnerReference owner = controllerOf(object);
    return owner == null ? List.of() : List.of(owner.getUid());
  }

  private static final class TrimmedStore<T extends HasMetadata> extends BasicItemStore<T> {
    private final UnaryOperator<T> trim;

    TrimmedStore(UnaryOperator<T> trim) {
      super(Cache::metaNamespaceKeyFunc);
      this.trim = trim;
    }

    @Override
    public T put(String key, T object) {
      object.getMetadata().setManagedFields(null);
      return super.put(key, trim.apply(object));
    }
  }
}
