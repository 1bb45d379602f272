package io.navarch.gateway.encryption;

import io.navarch.gateway.encryption.EnvelopeMetrics.Direction;
import io.navarch.gateway.stored.ForwardingStore;
import io.navarch.gateway.stored.StoredResource;
import io.navarch.model.status.ApiException;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store as the gateway sees it where values are encrypted at rest: what goes in is encrypted,
 * what comes out is plain. It stands before every engine, so that neither the engine nor the way to
 * it ever has the plain values.
 */
final class EncryptingStore extends ForwardingStore {
  private static final Logger log = LoggerFactory.getLogger(EncryptingStore.class);

  private final StateStore store;
  private final StoredResource.Index resources;
  private final Supplier<EncryptionRules> rules;
  private final TransformationMetrics metrics;

  EncryptingStore(
      StateStore store,
      StoredResource.Index resources,
      Supplier<EncryptionRules> rules,
      TransformationMetrics metrics) {
    super(store);
    this.store = store;
    this.resources = resources;
    this.rules = rules;
    this.metrics = metrics;
  }

  private Providers providers(String key) {
    return rules.get().of(resources.of(key));
  }

  private byte[] encrypted(byte[] plain, String key) {
    StoredResource resource = resources.of(key);
    Providers providers = rules.get().of(resource);
    if (providers == Providers.NONE) {
      return plain;
    }
    Provider writer = providers.writer();
    String prefix = writer instanceof Provider.Identity ? "" : writer.prefix();
    long began = System.nanoTime();
    try {
      byte[] stored = writer.encrypt(plain, key);
      metrics.done(resource, Direction.TO_STORAGE, prefix, began);
      return stored;
    } catch (ApiException | UndecryptableException e) {
      metrics.failed(resource, Direction.TO_STORAGE, prefix);
      throw e;
    }
  }

  private byte[] decrypted(byte[] stored, String key) {
    StoredResource resource = resources.of(key);
    Providers providers = rules.get().of(resource);
    if (providers == Providers.NONE && !Provider.isEncrypted(stored)) {
      return stored;
    }
    Provider maker = providers.maker(stored);
    if (maker == null) {
      metrics.failed(resource, Direction.FROM_STORAGE, "unknown");
      throw Providers.unknown(stored);
    }
    long began = System.nanoTime();
    try {
      byte[] plain = maker.decrypt(stored, key);
      metrics.done(resource, Direction.FROM_STORAGE, maker.prefix(), began);
      return plain;
    } catch (UndecryptableException e) {
      metrics.failed(resource, Direction.FROM_STORAGE, maker.prefix());
      throw e;
    }
  }

  private Op encrypted(Op op) {
    return switch (op) {
      case Op.Delete delete -> delete;
      case Op.Put(String key, byte[] value, long lease) -> {
        byte[] stored = encrypted(value, key);
        yield stored == value ? op : new Op.Put(key, stored, lease);
      }
    };
  }

  private Entry plain(Entry entry) {
    try {
      return plainOrThrow(entry);
    } catch (UndecryptableException e) {
      throw ApiException.internal(
          "unable to transform key \"" + entry.key() + "\": " + e.getMessage());
    }
  }

  private Entry plainOrThrow(Entry entry) {
    byte[] value = decrypted(entry.value(), entry.key());
    return value == entry.value()
        ? entry
        : new Entry(
            entry.key(),
            value,
            entry.createRevision(),
            entry.modRevision(),
            entry.version(),
            entry.lease());
  }

  private List<Entry> plain(List<Entry> entries) {
    List<Entry> result = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      result.add(plain(entry));
    }
    return result;
  }

  @Override
  public GetResult get(String key, long revision) {
    GetResult result = store.get(key, revision);
    Entry entry = result.entry();
    return entry == null ? result : new GetResult(plain(entry), result.revision());
  }

  @Override
  public RangeResult range(String start, String end, long revision, int limit) {
    RangeResult result = store.range(start, end, revision, limit);
    return new RangeResult(
        plain(result.entries()), result.revision(), result.more(), result.totalCount());
  }

  @Override
  public long count(String start, String end) {
    return store.count(start, end);
  }

  @Override
  public TxnResult txn(List<Compare> compares, List<Op> ops) {
    TxnResult result = store.txn(compares, ops.stream().map(this::encrypted).toList());
    return result.succeeded()
        ? new TxnResult(true, result.revision(), List.of(), readable(result.previous()))
        : new TxnResult(false, result.revision(), plain(result.current()), List.of());
  }

  /** What a write replaced is told as far as it can be read: the write itself has happened. */
  private List<Entry> readable(List<Entry> entries) {
    List<Entry> result = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      result.add(asFarAsReadable(entry));
    }
    return result;
  }

  private Entry asFarAsReadable(Entry entry) {
    try {
      return plainOrThrow(entry);
    } catch (UndecryptableException e) {
      log.warn("The value at {} cannot be decrypted: {}", entry.key(), e.getMessage());
      return entry;
    }
  }

  @Override
  public Watch watch(
      String start,
      String end,
      long fromRevision,
      Consumer<WatchBatch> onBatch,
      Consumer<StoreException> onClosed) {
    return store.watch(start, end, fromRevision, batch -> onBatch.accept(plain(batch)), onClosed);
  }

  private WatchBatch plain(WatchBatch batch) {
    if (batch.events().isEmpty()) {
      return batch;
    }
    List<Event> events = new ArrayList<>(batch.events().size());
    for (Event event : batch.events()) {
      events.add(plain(event));
    }
    return new WatchBatch(events, batch.revision());
  }

  private Event plain(Event event) {
    Entry entry = event.type() == Event.Type.PUT ? asFarAsReadable(event.entry()) : event.entry();
    @Nullable Entry before = event.previous();
    @Nullable Entry previous = before == null ? null : asFarAsReadable(before);
    return entry == event.entry() && previous == before
        ? event
        : new Event(event.type(), entry, previous);
  }

  @Override
  public boolean isOutdated(String key) {
    Providers providers = providers(key);
    if (providers == Providers.NONE) {
      return false;
    }
    Entry entry = store.get(key, 0).entry();
    return entry != null && providers.isStale(entry.value());
  }
}
