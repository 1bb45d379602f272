package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.format.GoUrl;
import io.navarch.model.format.MalformedUrlException;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.PkiException;
import java.util.Base64;

/** The rules for where a webhook is: a {@code clientConfig} of the API. */
final class ClientConfigRules {
  private static final String FORM = "; desired format: https://host[/path]";

  private ClientConfigRules() {}

  /** Exactly one of a URL and a service, and it has the right form. */
  static void check(Field config) {
    boolean url = config.at("url").isSet();
    if (url == config.at("service").isSet()) {
      config.required("exactly one of url or service is required");
    } else if (url) {
      url(config.at("url"));
    } else {
      service(config.at("service"));
    }
  }

  /** What is wrong with a bundle of authorities; empty where it is missing or sound. */
  static String bundleViolation(String base64) {
    if (base64.isEmpty()) {
      return "";
    }
    try {
      Pem.authorities(Base64.getDecoder().decode(base64));
      return "";
    } catch (PkiException | IllegalArgumentException unusable) {
      return "unable to load root certificates: " + unusable.getMessage();
    }
  }

  private static void url(Field field) {
    GoUrl url;
    try {
      url = GoUrl.parse(field.string());
    } catch (MalformedUrlException malformed) {
      field.required("url must be a valid URL: " + malformed.getMessage() + FORM);
      return;
    }
    if (!url.scheme().equals("https")) {
      field.invalid(url.scheme(), "'https' is the only allowed URL scheme" + FORM);
    }
    if (url.host().isEmpty()) {
      field.invalid("", "host must be specified" + FORM);
    }
    if (url.userInfo() != null) {
      field.invalid(url.userInfo(), "user information is not permitted in the URL");
    }
    if (!url.fragment().isEmpty()) {
      field.invalid(url.fragment(), "fragments are not permitted in the URL");
    }
    if (url.query() != null && !url.query().isEmpty()) {
      field.invalid(url.query(), "query parameters are not permitted in the URL");
    }
  }

  private static void service(Field service) {
    // Of the two, upstream calls the one that is missing by the other's name.
    if (service.at("namespace").isEmpty()) {
      service.at("name").required("");
    }
    if (service.at("name").isEmpty()) {
      service.at("namespace").required("");
    }
    Field port = service.at("port");
    if (port.isSet() && !Formats.portNumber(port.number()).isEmpty()) {
      port.invalid("port is not valid: " + String.join(", ", Formats.portNumber(port.number())));
    }
    path(service.at("path"));
  }

  private static void path(Field field) {
    String path = field.string();
    if (path.isEmpty() || path.equals("/")) {
      return;
    }
    if (path.equals("//")) {
      field.invalid("segment[0] may not be empty");
      return;
    }
    if (!path.startsWith("/")) {
      field.invalid("must start with a '/'");
    }
    String steps = path.substring(1);
    steps = steps.endsWith("/") ? steps.substring(0, steps.length() - 1) : steps;
    String[] segments = steps.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      if (segments[i].isEmpty()) {
        field.invalid("segment[" + i + "] may not be empty");
        continue;
      }
      for (String wrong : Formats.dns1123Subdomain(segments[i])) {
        field.invalid("segment[" + i + "]: " + wrong);
      }
    }
  }
}
