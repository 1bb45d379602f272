package io.navarch.model.format;

import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rules for names below a domain, such as {@code example.com/controller}. */
public final class DomainPaths {
  private static final String HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  private static final Pattern HTTP_PATH_PATTERN = Pattern.compile(HTTP_PATH);

  private DomainPaths() {}

  /**
   * What is wrong with what should be a domain, a slash, and a path of a URL.
   *
   * @param field in which it stands
   */
  public static List<FieldError> check(String field, String name) {
    if (name.isEmpty()) {
      return List.of(FieldError.required(field, ""));
    }
    int slash = name.indexOf('/');
    if (slash <= 0 || slash == name.length() - 1) {
      return List.of(
          FieldError.invalid(
              field, name, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
    }
    String domain = name.substring(0, slash);
    String path = name.substring(slash + 1);
    List<FieldError> errors = new ArrayList<>();
    Formats.dns1123Subdomain(domain).forEach(m -> errors.add(FieldError.invalid(field, domain, m)));
    if (!HTTP_PATH_PATTERN.matcher(path).matches()) {
      errors.add(FieldError.invalid(field, path, Formats.regex("Invalid path", HTTP_PATH)));
    }
    return errors;
  }
}
