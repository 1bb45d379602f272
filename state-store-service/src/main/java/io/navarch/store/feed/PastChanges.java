package io.navarch.store.feed;

import io.navarch.model.store.StateStore.WatchBatch;
import io.navarch.model.store.StoreException;

/** Where a watch that lies behind reads on. */
@FunctionalInterface
public interface PastChanges {

  /**
   * The changes of a range from one revision up to another, both included, or the first whole
   * revisions of them where they are many. The batch's revision says how far it got.
   *
   * @throws StoreException.Compacted if the first revision is compacted
   */
  WatchBatch read(KeyRange range, long from, long to);
}
