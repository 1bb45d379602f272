package io.navarch.store.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.watch.WatchEvent;
import io.navarch.model.store.StateStore.Entry;
import io.navarch.model.store.StateStore.Event;
import io.navarch.store.feed.Change;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Between jetcd's types and the store's. */
final class EtcdEntries {
  private EtcdEntries() {}

  static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  static Entry entry(KeyValue kv) {
    return new Entry(
        kv.getKey().toString(StandardCharsets.UTF_8),
        kv.getValue().getBytes(),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }

  static Change change(WatchEvent event) {
    Event.Type type =
        switch (event.getEventType()) {
          case PUT -> Event.Type.PUT;
          case DELETE -> Event.Type.DELETE;
          case UNRECOGNIZED ->
              throw new IllegalStateException("etcd sent an event of an unknown type");
        };
    @Nullable KeyValue previous = event.getPrevKV();
    boolean had = previous != null && !previous.getKey().isEmpty();
    return new Change(
        event.getKeyValue().getKey().getBytes(),
        new Event(type, entry(event.getKeyValue()), had ? entry(previous) : null));
  }
}
