package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** The rules for how a definition's versions are converted. */
final class ConversionRules {
  private static final List<String> REVIEWS = List.of("v1", "v1beta1");
  private static final String FORM = "; desired format: https://host[/path]";

  private final Field conversion;
  private final Field client;
  private final Field reviews;

  ConversionRules(Field conversion) {
    this.conversion = conversion;
    // The API's internal form has no webhook member.
    this.client =
        conversion
            .at("webhook", "clientConfig")
            .reportedAs(conversion.path() + ".webhookClientConfig");
    this.reviews =
        conversion
            .at("webhook", "conversionReviewVersions")
            .reportedAs(conversion.path() + ".conversionReviewVersions");
  }

  void check() {
    if (!conversion.isSet()) {
      return;
    }
    conversion.at("strategy").oneOf("None", "Webhook");
    if (!conversion.at("strategy").is("Webhook")) {
      if (client.isSet()) {
        client.forbidden("should not be set when strategy is not set to Webhook");
      }
      if (reviews.size() > 0) {
        reviews.forbidden("should not be set when strategy is not set to Webhook");
      }
      return;
    }
    if (!client.isSet()) {
      client.required("required when strategy is set to Webhook");
    } else if (client.at("url").isSet() == client.at("service").isSet()) {
      client.required("exactly one of url or service is required");
    } else if (client.at("url").isSet()) {
      url(client.at("url"));
    } else {
      service(client.at("service"));
    }
    reviewVersions();
  }

  private void reviewVersions() {
    if (reviews.size() == 0) {
      reviews.required("");
      return;
    }
    List<String> seen = new ArrayList<>();
    for (Field version : reviews.each()) {
      if (seen.contains(version.string())) {
        version.invalid("duplicate version");
        continue;
      }
      seen.add(version.string());
      version.check(Formats.dns1035Label(version.string()));
    }
    if (seen.stream().noneMatch(REVIEWS::contains)) {
      reviews.invalid("must include at least one of " + String.join(", ", REVIEWS));
    }
  }

  private static void url(Field url) {
    URI parsed;
    try {
      parsed = new URI(url.string());
    } catch (URISyntaxException e) {
      url.required("url must be a valid URL: " + e.getMessage() + FORM);
      return;
    }
    String scheme = parsed.getScheme() == null ? "" : parsed.getScheme();
    if (!scheme.equals("https")) {
      url.invalid(scheme, "'https' is the only allowed URL scheme" + FORM);
    }
    if (parsed.getRawAuthority() == null || parsed.getRawAuthority().isEmpty()) {
      url.invalid("", "host must be specified" + FORM);
    }
    if (parsed.getRawUserInfo() != null) {
      url.invalid(parsed.getRawUserInfo(), "user information is not permitted in the URL");
    }
    if (parsed.getRawFragment() != null) {
      url.invalid(parsed.getRawFragment(), "fragments are not permitted in the URL");
    }
    if (parsed.getRawQuery() != null) {
      url.invalid(parsed.getRawQuery(), "query parameters are not permitted in the URL");
    }
  }

  private static void service(Field service) {
    service.at("name").requirePresent();
    service.at("namespace").requirePresent();
    Field port = service.at("port");
    if (port.isSet() && !Formats.portNumber(port.number()).isEmpty()) {
      port.invalid("port is not valid: " + String.join(", ", Formats.portNumber(port.number())));
    }
    Field path = service.at("path");
    String text = path.string();
    if (text.isEmpty() || text.equals("/")) {
      return;
    }
    if (text.equals("//")) {
      path.invalid("segment[0] may not be empty");
      return;
    }
    if (!text.startsWith("/")) {
      path.invalid("must start with a '/'");
    }
    String steps = text.substring(1);
    if (steps.endsWith("/")) {
      steps = steps.substring(0, steps.length() - 1);
    }
    int i = 0;
    for (String step : steps.split("/", -1)) {
      if (step.isEmpty()) {
        path.invalid("segment[" + i + "] may not be empty");
      } else {
        for (String wrong : Formats.dns1123Subdomain(step)) {
          path.invalid("segment[" + i + "]: " + wrong);
        }
      }
      i++;
    }
  }
}
