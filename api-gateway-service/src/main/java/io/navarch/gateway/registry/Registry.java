package io.navarch.gateway.registry;

import io.navarch.gateway.admission.AdmissionChain;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.strategy.Strategies;
import io.navarch.gateway.table.Tables;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.schema.SchemaCatalog;
import io.navarch.model.store.StateStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All operations on objects, put together from their parts. The same for every kind. */
public final class Registry implements AutoCloseable {
  private final Parts parts;
  private final ObjectStorage storage;
  private final VersionConversion conversion;
  private final FieldTracking fields;
  private final WatchClock watchClock;
  private final WatchCounts watchCounts = new WatchCounts();
  private final RegistryAccess access;

  /**
   * What the operations need.
   *
   * @param admission what every write passes
   * @param hooks allocators, asked for at the first write
   * @param uids makes a new unique id
   */
  public record Parts(
      StateStore store,
      ResourceCaches caches,
      ResourceCatalog catalog,
      SchemaCatalog schemas,
      BodyDecoder decoder,
      Strategies strategies,
      Tables tables,
      CustomForms custom,
      AdmissionChain admission,
      Supplier<List<WriteHook>> hooks,
      Supplier<String> uids,
      RandomGenerator random,
      InstantSource clock) {}

  public Registry(Parts parts) {
    this.parts = parts;
    this.conversion = new VersionConversion(parts.custom());
    this.fields = new FieldTracking(parts.schemas(), parts.catalog(), conversion);
    this.storage = new ObjectStorage(parts.store(), parts.caches(), conversion);
    this.watchClock = new WatchClock(parts.caches().feed());
    this.access =
        new RegistryAccess(
            parts.catalog(),
            parts.caches(),
            storage,
            fields,
            this::insideOperations,
            parts.clock());
  }

  /** The gateway's own way to objects. */
  public RegistryAccess access() {
    return access;
  }

  /** Turns objects from one served version into another. */
  public VersionConversion conversion() {
    return conversion;
  }

  /** How many events watches were sent. */
  public WatchCounts watchCounts() {
    return watchCounts;
  }

  /** What every write passes, for what is admitted and not stored. */
  public AdmissionChain admission() {
    return parts.admission();
  }

  /** Reads bodies, and trees that a patch made. */
  public BodyDecoder decoder() {
    return parts.decoder();
  }

  /** Reads what is asked and stored nowhere. */
  public PostedForms postedForms() {
    return new PostedForms(parts.decoder(), fields, parts.clock());
  }

  private RegistryAccess.Operations insideOperations() {
    WriteGuard guard = new WriteGuard(parts.strategies(), AdmissionChain.EMPTY, parts.hooks());
    return new RegistryAccess.Operations(creates(guard), new DeleteOperation(storage, guard));
  }

  private CreateOperation creates(WriteGuard guard) {
    return new CreateOperation(storage, guard, fields, parts.uids(), parts.random());
  }

  /**
   * The endpoint of resource requests.
   *
   * @param handlers serve what is no object of the store, before the general verbs
   * @param elsewhere serves what other servers have
   * @param deprecated is told of built-in kinds that are used
   */
  public ResourceEndpoint endpoint(
      List<SubresourceHandler> handlers,
      NonResourceHandler elsewhere,
      DeprecatedBuiltins deprecated) {
    ObjectEncoder encoder = new ObjectEncoder(parts.tables(), conversion, parts.clock());
    ListOperation lists = new ListOperation(parts.store(), parts.caches());
    WatchOperation watches =
        new WatchOperation(parts.caches(), encoder, watchClock, parts.random(), watchCounts);
    WriteGuard guard = new WriteGuard(parts.strategies(), parts.admission(), parts.hooks());
    ReadEndpoint reads = new ReadEndpoint(storage, parts.caches(), lists, watches, encoder);
    DeleteOperation deletes = new DeleteOperation(storage, guard);
    WriteEndpoint writes =
        new WriteEndpoint(
            parts.decoder(),
            creates(guard),
            new UpdateOperation(storage, guard),
            deletes,
            new PatchOperation(parts.schemas(), parts.decoder()),
            fields,
            lists,
            storage,
            encoder,
            parts.clock());
    List<SubresourceHandler> all = new ArrayList<>(handlers);
    all.add(
        new PodBinding(postedForms(), storage, parts.catalog(), parts.admission(), parts.clock()));
    all.add(
        new PodEviction(
            postedForms(),
            storage,
            access,
            insideOperations().deletes(),
            parts.admission(),
            parts.catalog(),
            parts.clock()));
    all.add(new ComponentStatuses(parts.store(), storage, encoder));
    return new ResourceEndpoint(parts.catalog(), all, elsewhere, deprecated, reads, writes);
  }

  @Override
  public void close() {
    watchClock.close();
  }
}
