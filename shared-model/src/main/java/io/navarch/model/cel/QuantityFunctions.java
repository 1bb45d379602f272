package io.navarch.model.cel;

import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import io.navarch.model.quantity.MalformedQuantityException;
import io.navarch.model.quantity.Quantity;
import java.math.BigDecimal;
import java.util.List;

/** Amounts such as {@code 500m} and {@code 2Gi}. */
final class QuantityFunctions {
  private static final OpaqueType QUANTITY = OpaqueType.create("kubernetes.Quantity");

  private static final int MOST_DIGITS = 18;

  private QuantityFunctions() {}

  static void addTo(Functions functions) {
    functions.opaque(QUANTITY, Quantity.class);
    List<dev.cel.common.types.CelType> one = List.of(QUANTITY);
    List<dev.cel.common.types.CelType> two = List.of(QUANTITY, QUANTITY);
    List<dev.cel.common.types.CelType> withInt = List.of(QUANTITY, SimpleType.INT);
    List<dev.cel.common.types.CelType> text = List.of(SimpleType.STRING);
    functions.global("quantity", "string_to_quantity", QUANTITY, text, a -> parse((String) a[0]));
    functions.global(
        "isQuantity", "is_quantity_string", SimpleType.BOOL, text, a -> isQuantity((String) a[0]));
    functions.global("sign", "quantity_sign", SimpleType.INT, one, a -> (long) of(a[0]).signum());
    functions.member(
        "isGreaterThan", "quantity_is_greater_than", SimpleType.BOOL, two, a -> compare(a) > 0);
    functions.member(
        "isLessThan", "quantity_is_less_than", SimpleType.BOOL, two, a -> compare(a) < 0);
    functions.member(
        "compareTo",
        "quantity_compare_to",
        SimpleType.INT,
        two,
        a -> (long) Integer.signum(compare(a)));
    functions.member(
        "asApproximateFloat",
        "quantity_get_float",
        SimpleType.DOUBLE,
        one,
        a -> of(a[0]).value().doubleValue());
    functions.member("asInteger", "quantity_get_int", SimpleType.INT, one, a -> integer(of(a[0])));
    functions.member(
        "isInteger", "quantity_is_integer", SimpleType.BOOL, one, a -> isInteger(of(a[0])));
    functions.member("add", "quantity_add", QUANTITY, two, a -> of(a[0]).add(of(a[1])));
    functions.member(
        "add", "quantity_add_int", QUANTITY, withInt, a -> of(a[0]).add(Quantity.of((Long) a[1])));
    functions.member("sub", "quantity_sub", QUANTITY, two, a -> of(a[0]).subtract(of(a[1])));
    functions.member(
        "sub",
        "quantity_sub_int",
        QUANTITY,
        withInt,
        a -> of(a[0]).subtract(Quantity.of((Long) a[1])));
  }

  private static Quantity of(Object value) {
    return (Quantity) value;
  }

  private static int compare(Object[] arguments) {
    return of(arguments[0]).compareTo(of(arguments[1]));
  }

  private static Quantity parse(String text) {
    try {
      return Quantity.parse(text);
    } catch (MalformedQuantityException malformed) {
      throw CelFault.of(String.valueOf(malformed.getMessage()));
    }
  }

  private static boolean isQuantity(String text) {
    try {
      Quantity.parse(text);
      return true;
    } catch (MalformedQuantityException malformed) {
      return false;
    }
  }

  /**
   * Whether it was written, or came about by adding, without decimals and within the digits that a
   * long holds for sure: {@code 1000m} is none, as upstream has it.
   */
  private static boolean isInteger(Quantity quantity) {
    BigDecimal value = quantity.value();
    return value.scale() <= 0
        && value.precision() <= MOST_DIGITS
        && value.toBigInteger().bitLength() < Long.SIZE;
  }

  private static long integer(Quantity quantity) {
    if (!isInteger(quantity)) {
      throw CelFault.of("cannot convert value to integer");
    }
    return quantity.value().longValueExact();
  }
}
