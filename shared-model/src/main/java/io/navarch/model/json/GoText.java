package io.navarch.model.json;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Trees as Go's programs show them in their refusals. */
public final class GoText {
  private GoText() {}

  /** A tree the way Go prints it. */
  public static String print(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Map<?, ?> map ->
          new TreeMap<Object, Object>(map)
              .entrySet().stream()
                  .map(member -> member.getKey() + ":" + print(member.getValue()))
                  .collect(Collectors.joining(" ", "map[", "]"));
      case List<?> list ->
          list.stream().map(GoText::print).collect(Collectors.joining(" ", "[", "]"));
      case BigInteger i -> GoNumbers.shown(i.doubleValue());
      case Number n -> GoNumbers.shown(n);
      default -> value.toString();
    };
  }

  /** The Go type of a value that was read as JSON. */
  public static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case String _ -> "string";
      case Boolean _ -> "bool";
      case Double _, BigInteger _ -> "float64";
      case Number _ -> "int64";
      case List<?> _ -> "[]interface {}";
      default -> "map[string]interface {}";
    };
  }
}
