package io.navarch.model.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name and key formats of the Kubernetes API. Every check returns what is wrong, in the words
 * that clients see after {@code Invalid value: "...": }; an empty list means that all is well.
 */
public final class Formats {
  private static final String DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String DNS_SUBDOMAIN = DNS_LABEL + "(\\." + DNS_LABEL + ")*";
  private static final String UNDERSCORE_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String LABEL_KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String LABEL_VALUE = "(" + LABEL_KEY + ")?";
  private static final String DNS1035_LABEL = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String WILDCARD_SUBDOMAIN = "\\*\\." + DNS_SUBDOMAIN;
  private static final String C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";
  private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
  private static final String HTTP_HEADER = "[-A-Za-z0-9]+";

  private static final Pattern DNS_LABEL_PATTERN = Pattern.compile(DNS_LABEL);
  private static final Pattern DNS_SUBDOMAIN_PATTERN =
      Pattern.compile(
          "[a-z0-9](?:[-a-z0-9]*+(?<=[a-z0-9]))?(?:\\.[a-z0-9](?:[-a-z0-9]*+(?<=[a-z0-9]))?)*+");
  private static final Pattern UNDERSCORE_SUBDOMAIN_PATTERN =
      Pattern.compile(
          "_?[a-z0-9](?:[-_a-z0-9]*+(?<=[a-z0-9]))?(?:\\._?[a-z0-9](?:[-_a-z0-9]*+(?<=[a-z0-9]))?)*+");
  private static final Pattern LABEL_KEY_PATTERN = Pattern.compile(LABEL_KEY);
  private static final Pattern DNS1035_LABEL_PATTERN = Pattern.compile(DNS1035_LABEL);
  private static final Pattern C_IDENTIFIER_PATTERN = Pattern.compile(C_IDENTIFIER);
  private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);
  private static final Pattern HTTP_HEADER_PATTERN = Pattern.compile(HTTP_HEADER);
  private static final Pattern PERCENT_PATTERN = Pattern.compile("[0-9]+%");
  private static final Pattern PORT_NAME_PATTERN = Pattern.compile("[-a-z0-9]+");
  private static final Pattern LETTER = Pattern.compile("[a-z]");

  private Formats() {}

  /** A label or annotation key: {@code name} or {@code example.com/name}. */
  public static List<String> labelKey(String value) {
    List<String> errors = new ArrayList<>();
    String[] parts = value.split("/", -1);
    String name = parts[parts.length - 1];
    if (parts.length > 2) {
      return List.of(
          "a valid label key "
              + regex(labelKeyMessage(), LABEL_KEY, "MyName", "my.name", "123-abc")
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        errors.add("prefix part must be non-empty");
      } else {
        subdomain(parts[0], maxLength(253)).forEach(m -> errors.add("prefix part " + m));
      }
    }
    if (name.isEmpty()) {
      errors.add("name part must be non-empty");
    } else if (name.length() > 63) {
      errors.add("name part " + maxLength(63));
    }
    if (!LABEL_KEY_PATTERN.matcher(name).matches()) {
      errors.add(
          "name part " + regex(labelKeyMessage(), LABEL_KEY, "MyName", "my.name", "123-abc"));
    }
    return errors;
  }

  private static String labelKeyMessage() {
    return "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
        + " an alphanumeric character";
  }

  public static List<String> labelValue(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 63) {
      errors.add(maxLength(63));
    }
    if (!value.isEmpty() && !LABEL_KEY_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a valid label must be an empty string or " + lower(labelKeyMessage()),
              LABEL_VALUE,
              "MyValue",
              "my_value",
              "12345"));
    }
    return errors;
  }

  private static String lower(String labelMessage) {
    return labelMessage.replaceFirst("^must ", "");
  }

  public static List<String> dns1123Label(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 63) {
      errors.add(maxCharacters(63));
    }
    if (!DNS_LABEL_PATTERN.matcher(value).matches()) {
      errors.add(
          isDns1123Subdomain(value)
              ? "must not contain dots"
              : regex(
                  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                      + " '-', and must start and end with an alphanumeric character",
                  DNS_LABEL,
                  "my-name",
                  "123-abc"));
    }
    return errors;
  }

  public static List<String> dns1123Subdomain(String value) {
    return subdomain(value, maxCharacters(253));
  }

  private static List<String> subdomain(String value, String tooLong) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 253) {
      errors.add(tooLong);
    }
    if (!isDns1123Subdomain(value)) {
      errors.add(
          regex(
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '-' or '.', and must start and end with an alphanumeric character",
              DNS_SUBDOMAIN,
              "example.com"));
    }
    return errors;
  }

  /** A DNS subdomain whose labels may also contain and begin with underscores. */
  public static List<String> dns1123SubdomainWithUnderscore(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 253) {
      errors.add(maxCharacters(253));
    }
    if (!UNDERSCORE_SUBDOMAIN_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '_', '-' or '.', and must start and end with an alphanumeric character",
              UNDERSCORE_LABEL + "(\\." + UNDERSCORE_LABEL + ")*",
              "example.com"));
    }
    return errors;
  }

  private static boolean isDns1123Subdomain(String value) {
    return DNS_SUBDOMAIN_PATTERN.matcher(value).matches();
  }

  public static List<String> dns1035Label(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 63) {
      errors.add(maxCharacters(63));
    }
    if (!DNS1035_LABEL_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                  + " with an alphabetic character, and end with an alphanumeric character",
              DNS1035_LABEL,
              "my-name",
              "abc-123"));
    }
    return errors;
  }

  /** {@code *.example.com}. */
  public static List<String> wildcardDns1123Subdomain(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 253) {
      errors.add(maxCharacters(253));
    }
    if (!value.startsWith("*.") || !isDns1123Subdomain(value.substring(2))) {
      errors.add(
          regex(
              "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS"
                  + " subdomain, which must consist of lower case alphanumeric characters, '-' or"
                  + " '.' and end with an alphanumeric character",
              WILDCARD_SUBDOMAIN,
              "*.example.com"));
    }
    return errors;
  }

  public static List<String> cIdentifier(String value) {
    return C_IDENTIFIER_PATTERN.matcher(value).matches()
        ? List.of()
        : List.of(
            regex(
                "a valid C identifier must start with alphabetic character or '_', followed by a"
                    + " string of alphanumeric characters or '_'",
                C_IDENTIFIER,
                "my_name",
                "MY_NAME",
                "MyName"));
  }

  public static List<String> configMapKey(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 253) {
      errors.add(maxCharacters(253));
    }
    if (!CONFIG_KEY_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
              CONFIG_KEY,
              "key.name",
              "KEY_NAME",
              "key-name"));
    }
    errors.addAll(changesDirectory(value));
    return errors;
  }

  private static List<String> changesDirectory(String value) {
    if (value.equals(".")) {
      return List.of("must not be '.'");
    }
    if (value.equals("..")) {
      return List.of("must not be '..'");
    }
    return value.startsWith("..") ? List.of("must not start with '..'") : List.of();
  }

  /** The names that containers' environment variables may have: printable ASCII except '='. */
  public static List<String> environmentVariable(String value) {
    if (value.isEmpty()) {
      return List.of("environment variable name must be non-empty");
    }
    return value.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '=')
        ? List.of()
        : List.of(
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
  }

  public static List<String> httpHeaderName(String value) {
    return HTTP_HEADER_PATTERN.matcher(value).matches()
        ? List.of()
        : List.of(
            regex(
                "a valid HTTP header must consist of alphanumeric characters or '-'",
                HTTP_HEADER,
                "X-Header-Name"));
  }

  public static List<String> percent(String value) {
    return PERCENT_PATTERN.matcher(value).matches()
        ? List.of()
        : List.of(
            regex(
                "a valid percent string must be a numeric string followed by an ending '%'",
                "[0-9]+%", "1%", "93%"));
  }

  public static List<String> portNumber(long port) {
    return inRange(port, 1, 65535);
  }

  public static List<String> inRange(long value, long min, long max) {
    return value >= min && value <= max
        ? List.of()
        : List.of("must be between " + min + " and " + max + ", inclusive");
  }

  /** An IANA service name, as container and service ports use it. */
  public static List<String> portName(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 15) {
      errors.add(maxCharacters(15));
    }
    if (!PORT_NAME_PATTERN.matcher(value).matches()) {
      errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!LETTER.matcher(value).find()) {
      errors.add("must contain at least one letter (a-z)");
    }
    if (value.contains("--")) {
      errors.add("must not contain consecutive hyphens");
    }
    if (value.startsWith("-") || value.endsWith("-")) {
      errors.add("must not begin or end with a hyphen");
    }
    return errors;
  }

  /** Names that are a segment of a URL path, such as those of roles. */
  public static List<String> pathSegment(String value) {
    if (value.equals(".") || value.equals("..")) {
      return List.of("may not be '" + value + "'");
    }
    List<String> errors = new ArrayList<>();
    for (String bad : List.of("/", "%")) {
      if (value.contains(bad)) {
        errors.add("may not contain '" + bad + "'");
      }
    }
    return errors;
  }

  /** The wording of label keys and values for what is too long. */
  public static String maxLength(int bytes) {
    return "must be no more than " + bytes + " bytes";
  }

  /** The wording of names for what is too long. */
  public static String maxCharacters(int count) {
    return "must be no more than " + count + " characters";
  }

  /** The wording for a value that does not match a pattern. */
  public static String regex(String message, String pattern, String... examples) {
    if (examples.length == 0) {
      return message + " (regex used for validation is '" + pattern + "')";
    }
    StringBuilder text = new StringBuilder(message).append(" (e.g. ");
    for (int i = 0; i < examples.length; i++) {
      text.append(i > 0 ? " or " : "").append('\'').append(examples[i]).append("', ");
    }
    return text.append("regex used for validation is '").append(pattern).append("')").toString();
  }
}
