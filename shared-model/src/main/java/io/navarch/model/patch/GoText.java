package io.navarch.model.patch;

import io.navarch.model.json.GoNumbers;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of refused patches as the API's own programs write them. */
public final class GoText {
  private static final Pattern MISFIT =
      Pattern.compile("json: cannot unmarshal (\\w+) .*(?:of type|into Go value of type) (\\S+)");

  private GoText() {}

  /** A tree the way Go prints it. */
  public static String print(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Map<?, ?> map -> {
        StringBuilder text = new StringBuilder("map[");
        new TreeMap<Object, Object>(map)
            .forEach((k, v) -> text.append(k).append(':').append(print(v)).append(' '));
        yield text.toString().stripTrailing() + "]";
      }
      case List<?> list -> "[" + String.join(" ", list.stream().map(GoText::print).toList()) + "]";
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

  /** The same of a type that reads its own JSON: it does not know where it stands. */
  public static String unplaced(String decodingError) {
    Matcher misfit = MISFIT.matcher(decodingError);
    return misfit.matches()
        ? decodingError.substring(0, decodingError.indexOf(" into Go "))
            + " into Go value of type "
            + misfit.group(2)
        : decodingError;
  }

  /**
   * What the API says of a value that does not fit after a strategic merge patch, which it converts
   * without JSON between.
   */
  public static String conversionError(String decodingError) {
    Matcher misfit = MISFIT.matcher(decodingError);
    if (!misfit.matches()) {
      return decodingError;
    }
    String given =
        switch (misfit.group(1)) {
          case "object" -> "map";
          case "array" -> "slice";
          case "number" ->
              decodingError.matches(".* number \\S*[.eE]\\S* .*") ? "float64" : "int64";
          default -> misfit.group(1);
        };
    String type = misfit.group(2);
    if (type.startsWith("[]")) {
      return "cannot restore slice from " + given;
    }
    if (type.startsWith("map[")) {
      return "cannot restore map from " + given;
    }
    if (type.indexOf('.') >= 0) {
      return "cannot restore struct from: " + given;
    }
    boolean convertible =
        given.equals("int64") && type.equals("string")
            || given.equals("float64") && type.startsWith("int");
    return convertible ? "cannot convert " + given + " to " + type : "unrecognized type: " + type;
  }
}
