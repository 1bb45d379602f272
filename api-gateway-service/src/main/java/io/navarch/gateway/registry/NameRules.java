package io.navarch.gateway.registry;

import io.navarch.model.resource.ResourceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What names and label keys may look like, with the texts of the Kubernetes API. */
final class NameRules {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

  private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);
  private static final Pattern SUBDOMAIN_PATTERN = Pattern.compile(SUBDOMAIN);
  private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
  private static final Pattern QUALIFIED_PATTERN = Pattern.compile(QUALIFIED);

  private static final String QUALIFIED_TEXT =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character";

  private static final Set<String> LABEL_NAMED = Set.of("namespaces");
  private static final Set<String> LABEL_1035_NAMED = Set.of("services");
  private static final Set<String> PATH_SEGMENT_NAMED =
      Set.of(
          "roles.rbac.authorization.k8s.io",
          "rolebindings.rbac.authorization.k8s.io",
          "clusterroles.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io",
          "ipaddresses.networking.k8s.io");

  private NameRules() {}

  /**
   * What is wrong with an object's name; empty if nothing is.
   *
   * @param isPrefix for {@code generateName}, which may end with a dash
   */
  static List<String> checkName(ResourceDefinition resource, String name, boolean isPrefix) {
    String qualified =
        resource.group().isEmpty() ? resource.plural() : resource.plural() + "." + resource.group();
    if (PATH_SEGMENT_NAMED.contains(qualified)) {
      return pathSegment(name, isPrefix);
    }
    String checked = isPrefix ? withoutTrailingDash(name) : name;
    if (LABEL_NAMED.contains(qualified)) {
      return label(checked);
    }
    return LABEL_1035_NAMED.contains(qualified) ? label1035(checked) : subdomain(checked);
  }

  private static String withoutTrailingDash(String name) {
    return name.length() > 1 && name.endsWith("-")
        ? name.substring(0, name.length() - 2) + "a"
        : name;
  }

  static List<String> pathSegment(String name, boolean isPrefix) {
    if (!isPrefix && (name.equals(".") || name.equals(".."))) {
      return List.of("may not be '" + name + "'");
    }
    List<String> wrong = new ArrayList<>(0);
    for (String illegal : List.of("/", "%")) {
      if (name.contains(illegal)) {
        wrong.add("may not contain '" + illegal + "'");
      }
    }
    return wrong;
  }

  static List<String> subdomain(String name) {
    return check(
        name,
        253,
        SUBDOMAIN_PATTERN,
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
            + " '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
            + " regex used for validation is '"
            + SUBDOMAIN
            + "')");
  }

  static List<String> label(String name) {
    return check(
        name,
        63,
        LABEL_PATTERN,
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
            + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
            + " regex used for validation is '"
            + LABEL
            + "')");
  }

  private static List<String> label1035(String name) {
    return check(
        name,
        63,
        LABEL_1035_PATTERN,
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
            + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or"
            + " 'abc-123', regex used for validation is '"
            + LABEL_1035
            + "')");
  }

  private static List<String> check(String name, int maxLength, Pattern pattern, String text) {
    List<String> wrong = new ArrayList<>(0);
    if (name.length() > maxLength) {
      wrong.add("must be no more than " + maxLength + " characters");
    }
    if (!pattern.matcher(name).matches()) {
      wrong.add(text);
    }
    return wrong;
  }

  /** What is wrong with a key of labels, annotations or finalizers. */
  static List<String> qualifiedName(String key) {
    List<String> wrong = new ArrayList<>(0);
    String[] parts = key.split("/", -1);
    if (parts.length > 2) {
      wrong.add(
          "a valid label key "
              + qualifiedText()
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return wrong;
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        wrong.add("prefix part must be non-empty");
      } else {
        subdomain(parts[0]).forEach(text -> wrong.add("prefix part " + text));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      wrong.add("name part must be non-empty");
    } else if (name.length() > 63) {
      wrong.add("name part must be no more than 63 bytes");
    }
    if (!QUALIFIED_PATTERN.matcher(name).matches()) {
      wrong.add("name part " + qualifiedText());
    }
    return wrong;
  }

  private static String qualifiedText() {
    return QUALIFIED_TEXT
        + " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '"
        + QUALIFIED
        + "')";
  }

  static List<String> labelValue(String value) {
    List<String> wrong = new ArrayList<>(0);
    if (value.length() > 63) {
      wrong.add("must be no more than 63 bytes");
    }
    if (!value.isEmpty() && !QUALIFIED_PATTERN.matcher(value).matches()) {
      wrong.add(
          "a valid label must be an empty string or "
              + QUALIFIED_TEXT.replace("must consist", "consist")
              + " (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '("
              + QUALIFIED
              + ")?')");
    }
    return wrong;
  }
}
