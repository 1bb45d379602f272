package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.Quantity;
import io.navarch.scheduler.cluster.Amounts;
import io.navarch.scheduler.cluster.ResourceNames;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads quantities into whole numbers: cpu in thousandths, everything else in ones, rounded up. */
final class Quantities {
  private static final int REMEMBERED = 4_096;
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private final ResourceNames names;
  private final Map<Quantity, BigDecimal> known = new ConcurrentHashMap<>();

  Quantities(ResourceNames names) {
    this.names = names;
  }

  /** Amounts by resource number; resource {@code pods} is left out. */
  long[] amounts(@Nullable Map<String, Quantity> quantities) {
    long[] amounts = Amounts.none();
    if (quantities != null) {
      for (Map.Entry<String, Quantity> each : quantities.entrySet()) {
        if (!each.getKey().equals("pods")) {
          int number = names.number(each.getKey());
          amounts = Amounts.plus(amounts, number, amount(number, each.getValue()));
        }
      }
    }
    return amounts;
  }

  private long amount(int number, Quantity quantity) {
    BigDecimal value = number(quantity);
    return whole(number == ResourceNames.CPU ? value.movePointRight(3) : value);
  }

  /** The amount in ones, rounded up; 0 for an absent quantity. */
  long ones(@Nullable Quantity quantity) {
    return quantity == null ? 0 : whole(number(quantity));
  }

  private BigDecimal number(Quantity quantity) {
    BigDecimal remembered = known.get(quantity);
    if (remembered != null) {
      return remembered;
    }
    BigDecimal value = quantity.getNumericalAmount();
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    known.put(quantity, value);
    return value;
  }

  private static long whole(BigDecimal value) {
    return value.min(MOST).setScale(0, RoundingMode.CEILING).longValueExact();
  }
}
