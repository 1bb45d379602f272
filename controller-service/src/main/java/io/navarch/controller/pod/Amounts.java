package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** Counts that are given as a number or as a percentage of a whole. */
public final class Amounts {

  private Amounts() {}

  /**
   * @param roundUp which way a percentage is rounded
   * @param absent the answer when nothing is given
   */
  public static int of(@Nullable IntOrString amount, int whole, boolean roundUp, int absent) {
    if (amount == null) {
      return absent;
    }
    if (amount.getIntVal() != null) {
      return amount.getIntVal();
    }
    String text = amount.getStrVal();
    if (text == null || !text.endsWith("%")) {
      return absent;
    }
    long product = Long.parseLong(text.substring(0, text.length() - 1)) * whole;
    return (int) (roundUp ? Math.ceilDiv(product, 100) : product / 100);
  }
}
