package io.navarch.gateway.admission.match;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something made from stored objects, made anew when one of them changes.
 *
 * @param <T> what is made; immutable
 */
public final class Fresh<T> {
  private final LongSupplier lastChange;
  private final Supplier<T> maker;
  private volatile @Nullable Made<T> made;

  private record Made<T>(long change, T value) {}

  /**
   * @param lastChange grows with every change
   */
  public Fresh(LongSupplier lastChange, Supplier<T> maker) {
    this.lastChange = lastChange;
    this.maker = maker;
  }

  public T get() {
    long change = lastChange.getAsLong();
    Made<T> known = made;
    if (known != null && known.change == change) {
      return known.value;
    }
    return renew(change);
  }

  private synchronized T renew(long change) {
    Made<T> known = made;
    if (known != null && known.change == change) {
      return known.value;
    }
    T value = maker.get();
    made = new Made<>(change, value);
    return value;
  }
}
