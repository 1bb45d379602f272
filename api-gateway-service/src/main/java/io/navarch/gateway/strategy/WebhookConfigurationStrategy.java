package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.object.ApiObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mutating and validating webhook configurations. What was allowed once stays allowed in updates.
 */
final class WebhookConfigurationStrategy extends KindStrategy {
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
  private static final String[] SIDE_EFFECTS = {"None", "NoneOnDryRun"};
  private static final String[] ALL_SIDE_EFFECTS = {"None", "NoneOnDryRun", "Some", "Unknown"};
  private static final String FORM = "; desired format: https://host[/path]";
  private static final Pattern UNESCAPED = Pattern.compile("[ \"<>\\\\^`{|}\\[\\]]");
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
    clientConfig(webhook.at("clientConfig"));
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

  private static void clientConfig(Field config) {
    boolean url = config.at("url").isSet();
    if (url == config.at("service").isSet()) {
      config.required("exactly one of url or service is required");
    } else if (url) {
      url(config.at("url"));
    } else {
      service(config.at("service"));
    }
  }

  private static void url(Field field) {
    URI url;
    try {
      url = new URI(readable(field.string()));
    } catch (URISyntaxException e) {
      field.required(
          "url must be a valid URL: parse \"" + field.string() + "\": " + e.getReason() + FORM);
      return;
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    if (!scheme.equals("https")) {
      field.invalid(scheme, "'https' is the only allowed URL scheme" + FORM);
    }
    if (url.getRawAuthority() == null) {
      field.invalid("", "host must be specified" + FORM);
    }
    if (url.getRawUserInfo() != null) {
      field.invalid(url.getRawUserInfo(), "user information is not permitted in the URL");
    }
    if (url.getRawFragment() != null) {
      field.invalid(url.getRawFragment(), "fragments are not permitted in the URL");
    }
    if (url.getRawQuery() != null) {
      field.invalid(url.getRawQuery(), "query parameters are not permitted in the URL");
    }
  }

  /** A path may hold what has to be escaped. */
  private static String readable(String url) {
    int host = url.indexOf("//");
    int path = url.indexOf('/', host < 0 ? 0 : host + 2);
    int from = host < 0 ? 0 : path < 0 ? url.length() : path;
    return url.substring(0, from) + UNESCAPED.matcher(url.substring(from)).replaceAll("_");
  }

  private static void service(Field service) {
    service.at("name").requirePresent();
    service.at("namespace").requirePresent();
    Field port = service.at("port");
    List<String> wrong = Formats.portNumber(port.number());
    if (!wrong.isEmpty()) {
      port.invalid("port is not valid: " + String.join(", ", wrong));
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
