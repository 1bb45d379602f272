package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.regex.Pattern;

/** The rules for names below a domain, such as {@code example.com/controller}. */
final class NamedPaths {
  private static final String HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  private static final Pattern HTTP_PATH_PATTERN = Pattern.compile(HTTP_PATH);

  private NamedPaths() {}

  /** A domain, a slash, and a path of a URL. */
  static void check(Field name) {
    if (!name.requirePresent()) {
      return;
    }
    int slash = name.string().indexOf('/');
    if (slash <= 0 || slash == name.string().length() - 1) {
      name.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
      return;
    }
    String domain = name.string().substring(0, slash);
    String path = name.string().substring(slash + 1);
    Formats.dns1123Subdomain(domain).forEach(m -> name.invalid(domain, m));
    if (!HTTP_PATH_PATTERN.matcher(path).matches()) {
      name.invalid(path, Formats.regex("Invalid path", HTTP_PATH));
    }
  }
}
