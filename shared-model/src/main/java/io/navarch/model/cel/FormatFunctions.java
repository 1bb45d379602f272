package io.navarch.model.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import io.navarch.model.format.Formats;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The API's named formats of texts: {@code format.dns1123Label().validate(name)}. */
final class FormatFunctions {
  private static final OpaqueType FORMAT = OpaqueType.create("kubernetes.NamedFormat");
  private static final Pattern UUID =
      Pattern.compile("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$");

  /**
   * A format and what it finds wrong with a text.
   *
   * @param regexSize how long its regular expression is, which is what a check costs
   */
  record NamedFormat(String name, int regexSize, Function<String, List<String>> violations) {}

  private static final Map<String, NamedFormat> FORMATS =
      Map.ofEntries(
          format("dns1123Label", 30, Formats::dns1123Label),
          format("dns1123Subdomain", 60, Formats::dns1123Subdomain),
          format("dns1035Label", 30, Formats::dns1035Label),
          format("qualifiedName", 60, Formats::labelKey),
          format("dns1123LabelPrefix", 30, text -> Formats.dns1123Label(withoutTrailingDash(text))),
          format(
              "dns1123SubdomainPrefix",
              60,
              text -> Formats.dns1123Subdomain(withoutTrailingDash(text))),
          format("dns1035LabelPrefix", 30, text -> Formats.dns1035Label(withoutTrailingDash(text))),
          format("labelValue", 40, Formats::labelValue),
          format("uri", 1103, FormatFunctions::uri),
          format(
              "uuid",
              97,
              text -> when(!UUID.matcher(text).matches(), "does not match the UUID format")),
          format("byte", 84, text -> when(!isBase64(text), "invalid base64")),
          format("date", 237, text -> when(!parses(LocalDate::parse, text), "invalid date")),
          format(
              "datetime",
              237,
              text -> when(!parses(OffsetDateTime::parse, text), "invalid datetime")));

  private FormatFunctions() {}

  private static Map.Entry<String, NamedFormat> format(
      String name, int regexSize, Function<String, List<String>> violations) {
    return Map.entry(name, new NamedFormat(name, regexSize, violations));
  }

  static void addTo(Functions functions) {
    functions.opaque(FORMAT, NamedFormat.class);
    FORMATS.forEach(
        (name, format) ->
            functions.global(
                "format." + name, "format." + name, FORMAT, List.<CelType>of(), a -> format));
    functions.global(
        "format.named",
        "format-named",
        OptionalType.create(FORMAT),
        List.of(SimpleType.STRING),
        a -> Optional.ofNullable(FORMATS.get((String) a[0])));
    functions.member(
        "validate",
        "format-validate",
        OptionalType.create(ListType.create(SimpleType.STRING)),
        List.of(FORMAT, SimpleType.STRING),
        a -> violations((NamedFormat) a[0], (String) a[1]));
  }

  private static Optional<List<String>> violations(NamedFormat format, String text) {
    List<String> violations = format.violations().apply(text);
    return violations.isEmpty() ? Optional.empty() : Optional.of(violations);
  }

  /** A prefix of a generated name may end where a name may not. */
  private static String withoutTrailingDash(String prefix) {
    return prefix.length() > 1 && prefix.endsWith("-")
        ? prefix.substring(0, prefix.length() - 2) + "a"
        : prefix;
  }

  private static List<String> uri(String text) {
    String violation = UrlFunctions.violation(text);
    return when(!violation.isEmpty(), violation);
  }

  private static List<String> when(boolean wrong, String message) {
    return wrong ? List.of(message) : List.of();
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return !text.isEmpty();
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean parses(Function<String, ?> parser, String text) {
    try {
      return parser.apply(text) != null;
    } catch (DateTimeException malformed) {
      return false;
    }
  }
}
