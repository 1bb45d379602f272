package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.ArrayList;
import java.util.List;

/** The rules for how a definition's versions are converted. */
final class ConversionRules {
  private static final List<String> REVIEWS = List.of("v1", "v1beta1");

  private final Field conversion;
  private final Field client;
  private final Field reviews;
  private final boolean anyBundle;

  /**
   * @param anyBundle whether a bundle of authorities may be unusable, which keeps the definition
   *     from being established
   */
  ConversionRules(Field conversion, boolean anyBundle) {
    this.conversion = conversion;
    this.anyBundle = anyBundle;
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
    } else {
      ClientConfigRules.check(client);
      Field bundle = client.at("caBundle");
      String wrong = anyBundle ? "" : ClientConfigRules.bundleViolation(bundle.string());
      if (!wrong.isEmpty()) {
        bundle.invalid(wrong);
      }
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
}
