package io.navarch.gateway;

import io.navarch.gateway.stored.ForwardingStore;
import io.navarch.model.store.StateStore;
import io.navarch.model.store.StoreException;
import java.util.List;
import java.util.Random;

/**
 * A store that now and then does not say whether a write took effect, as one that is elsewhere
 * does.
 */
public final class FlakyStore extends ForwardingStore {
  private final Random random;
  private volatile double rate;

  /**
   * @param seed which calls fail
   */
  public FlakyStore(StateStore store, long seed) {
    super(store);
    random = new Random(seed);
  }

  /**
   * @param share of the writes that fail from now on; every second one of these takes effect
   */
  public void fail(double share) {
    rate = share;
  }

  @Override
  public TxnResult txn(List<Compare> compares, List<Op> ops) {
    double drawn = random.nextDouble();
    if (drawn < rate / 2) {
      throw new StoreException.Unavailable("lost on its way there", null);
    }
    TxnResult result = super.txn(compares, ops);
    if (drawn < rate) {
      throw new StoreException.Unavailable("lost on its way back", null);
    }
    return result;
  }
}
