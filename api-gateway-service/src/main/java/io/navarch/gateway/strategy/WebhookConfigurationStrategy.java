package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mutating and validating webhook configurations. What was allowed once stays allowed in updates.
 */
final class WebhookConfigurationStrategy extends KindStrategy {
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
  private static final String[] SIDE_EFFECTS = {"None", "NoneOnDryRun"};
  private static final String[] ALL_SIDE_EFFECTS = {"None", "NoneOnDryRun", "Some", "Unknown"};
  private static final int NAME_SEGMENTS = 3;

  private final boolean mutating;

  WebhookConfigurationStrategy(boolean mutating) {
    super(null);
    this.mutating = mutating;
  }

  @Override
  void checkNew(Field configuration) {
    check(configuration, null);
  }

  @Override
  void checkChange(Field configuration, Field old) {
    check(configuration, old);
  }

  private void check(Field configuration, @Nullable Field old) {
    List<Field> before = old == null ? List.of() : old.at("webhooks").each();
    boolean anySideEffects =
        !before.stream().allMatch(WebhookConfigurationStrategy::hasNoSideEffects);
    boolean anyVersions = !before.stream().allMatch(WebhookConfigurationStrategy::hasKnownVersion);
    boolean anyNames =
        before.stream().map(w -> w.at("name").string()).distinct().count() < before.size();
    boolean sameConditions =
        old != null && hasSameConditions(configuration.at("webhooks").each(), before);
    Set<String> names = new HashSet<>();
    for (Field webhook : configuration.at("webhooks").each()) {
      webhook(webhook, anySideEffects ? ALL_SIDE_EFFECTS : SIDE_EFFECTS);
      if (!sameConditions) {
        RequestRuleChecks.matchConditions(webhook.at("matchConditions"), false);
      }
      versions(webhook.at("admissionReviewVersions"), anyVersions);
      Field name = webhook.at("name");
      if (!anyNames && !name.isEmpty() && !names.add(name.string())) {
        name.duplicate();
      }
    }
  }

  private static boolean hasNoSideEffects(Field webhook) {
    return List.of(SIDE_EFFECTS).contains(webhook.at("sideEffects").string());
  }

  private static boolean hasKnownVersion(Field webhook) {
    List<Object> versions = webhook.at("admissionReviewVersions").list();
    return versions.isEmpty() || versions.stream().anyMatch(REVIEW_VERSIONS::contains);
  }

  private static boolean hasSameConditions(List<Field> now, List<Field> before) {
    if (now.size() != before.size()) {
      return false;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!now.get(i).at("matchConditions").sameAs(before.get(i).at("matchConditions"))) {
        return false;
      }
    }
    return true;
  }

  private void webhook(Field webhook, String[] sideEffects) {
    name(webhook.at("name"));
    webhook.at("rules").each().forEach(RequestRuleChecks::rule);
    webhook.at("failurePolicy").oneOfIfSet(RequestRuleChecks.FAILURE_POLICIES);
    webhook.at("matchPolicy").oneOfIfSet("Equivalent", "Exact");
    if (webhook.at("sideEffects").isSet()) {
      webhook.at("sideEffects").oneOfIfSet(sideEffects);
    } else {
      webhook.at("sideEffects").required("must specify one of " + String.join(", ", sideEffects));
    }
    Field timeout = webhook.at("timeoutSeconds");
    if (timeout.isSet() && (timeout.number() < 1 || timeout.number() > 30)) {
      timeout.invalid("the timeout value must be between 1 and 30 seconds");
    }
    RequestRuleChecks.selector(webhook.at("namespaceSelector"));
    RequestRuleChecks.selector(webhook.at("objectSelector"));
    if (mutating) {
      webhook.at("reinvocationPolicy").oneOfIfSet(RequestRuleChecks.REINVOCATION_POLICIES);
    }
    ClientConfigRules.check(webhook.at("clientConfig"));
  }

  private static void name(Field name) {
    if (!name.requirePresent()) {
      return;
    }
    if (name.check(Formats.dns1123Subdomain(name.string()))
        && name.string().split("\\.", -1).length < NAME_SEGMENTS) {
      name.invalid("should be a domain with at least three segments separated by dots");
    }
  }

  private static void versions(Field versions, boolean anyVersions) {
    if (!versions.requirePresent("must specify one of " + String.join(", ", REVIEW_VERSIONS))) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Field version : versions.each()) {
      if (!seen.add(version.string())) {
        version.invalid("duplicate version");
        continue;
      }
      version.check(Formats.dns1035Label(version.string()));
    }
    if (!anyVersions && seen.stream().noneMatch(REVIEW_VERSIONS::contains)) {
      versions.invalid("must include at least one of " + String.join(", ", REVIEW_VERSIONS));
    }
  }

  @Override
  public List<String> warnings(ApiObject configuration) {
    return RequestRuleChecks.nameWarnings(configuration);
  }
}
