package io.navarch.store.rest;

import io.navarch.model.store.StateStore.Compare;
import io.navarch.model.store.StateStore.Entry;
import io.navarch.model.store.StateStore.Event;
import io.navarch.model.store.StateStore.Op;
import io.navarch.model.store.StateStore.RangeResult;
import io.navarch.model.store.StateStore.TxnResult;
import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.model.store.wire.WireCodec.TxnRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The store's types as people read and write them in JSON: values are text. */
final class Views {
  private Views() {}

  record EntryView(
      String key, String value, long createRevision, long modRevision, long version, long lease) {
    static EntryView of(Entry entry) {
      return new EntryView(
          entry.key(),
          new String(entry.value(), StandardCharsets.UTF_8),
          entry.createRevision(),
          entry.modRevision(),
          entry.version(),
          entry.lease());
    }

    static List<EntryView> all(List<Entry> entries) {
      return entries.stream().map(EntryView::of).toList();
    }
  }

  record GetView(@Nullable EntryView entry, long revision) {}

  record RangeView(List<EntryView> entries, long revision, boolean more, long totalCount) {
    static RangeView of(RangeResult result) {
      return new RangeView(
          EntryView.all(result.entries()), result.revision(), result.more(), result.totalCount());
    }
  }

  record CompareView(String key, long modRevision) {}

  record PutView(String key, String value, long lease) {}

  /** All writes happen at one revision, if all comparisons hold. */
  record TxnView(
      @Nullable List<CompareView> compares,
      @Nullable List<PutView> puts,
      @Nullable List<String> deletes) {
    TxnRequest request() {
      List<Op> ops = new ArrayList<>();
      for (PutView put : orEmpty(puts)) {
        ops.add(new Op.Put(put.key(), put.value().getBytes(StandardCharsets.UTF_8), put.lease()));
      }
      orEmpty(deletes).forEach(key -> ops.add(new Op.Delete(key)));
      List<Compare> conditions =
          orEmpty(compares).stream().map(c -> new Compare(c.key(), c.modRevision())).toList();
      return new TxnRequest(conditions, ops);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
      return list == null ? List.of() : list;
    }
  }

  record TxnResultView(
      boolean succeeded, long revision, List<EntryView> current, List<EntryView> previous) {
    static TxnResultView of(TxnResult result) {
      return new TxnResultView(
          result.succeeded(),
          result.revision(),
          EntryView.all(result.current()),
          EntryView.all(result.previous()));
    }
  }

  record EventView(Event.Type type, EntryView entry, @Nullable EntryView previous) {}

  record BatchView(List<EventView> events, long revision) {
    static BatchView of(WatchBatch batch) {
      return new BatchView(
          batch.events().stream()
              .map(
                  e -> {
                    Entry before = e.previous();
                    return new EventView(
                        e.type(),
                        EntryView.of(e.entry()),
                        before == null ? null : EntryView.of(before));
                  })
              .toList(),
          batch.revision());
    }
  }

  record LeaseView(long id, long ttlSeconds) {}

  record CountView(long count) {}

  record RevisionView(long revision) {}

  record FindingsView(List<String> findings) {}

  record ErrorView(String error, String message) {}
}
