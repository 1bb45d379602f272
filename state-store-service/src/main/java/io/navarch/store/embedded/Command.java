package io.navarch.store.embedded;

import io.navarch.model.store.StateStore;
import io.navarch.model.store.StateStore.Compare;
import io.navarch.model.store.StateStore.Op;
import java.util.List;

/** What the writer thread is asked to do. */
sealed interface Command {

  /** About how many bytes the command adds to its group. */
  default long weight() {
    return 64;
  }

  record Txn(List<Compare> compares, List<Op> ops) implements Command {
    public Txn {
      compares = List.copyOf(compares);
      ops = List.copyOf(ops);
      StateStore.requireAcceptable(ops);
    }

    @Override
    public long weight() {
      long sum = 64;
      for (Op op : ops) {
        sum += op.key().length() + (op instanceof Op.Put put ? put.value().length : 0);
      }
      return sum;
    }
  }

  record GrantLease(long ttlSeconds) implements Command {
    public GrantLease {
      if (ttlSeconds <= 0) {
        throw new IllegalArgumentException("ttl must be positive: " + ttlSeconds);
      }
    }
  }

  /**
   * @param onlyIfExpired whether a renewal in the meantime saves the lease
   */
  record RevokeLease(long lease, boolean onlyIfExpired) implements Command {}
}
