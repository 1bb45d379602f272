package io.navarch.gateway.authorization;

import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationFile;
import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.GoDuration;
import io.navarch.model.format.Formats;
import io.navarch.model.status.FieldError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code AuthorizationConfiguration} of {@code apiserver.config.k8s.io} into the chain of
 * authorizers, with upstream's checks and field paths.
 */
final class AuthorizationConfigReader {
  private static final int MOST_CONDITIONS = 64;
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Authorizer> builtin;
  private final InstantSource clock;
  private final MeterRegistry meters;

  /**
   * @param builtin authorizers by type, such as {@code RBAC}
   */
  AuthorizationConfigReader(
      Map<String, Authorizer> builtin, InstantSource clock, MeterRegistry meters) {
    this.builtin = Map.copyOf(builtin);
    this.clock = clock;
    this.meters = meters;
  }

  List<Authorizer> read(Path file) {
    return ConfigurationFile.read(
        file,
        "apiserver.config.k8s.io",
        Set.of("v1", "v1beta1", "v1alpha1"),
        "AuthorizationConfiguration",
        this::read);
  }

  List<Authorizer> read(ConfigurationNode root) {
    List<ConfigurationNode> nodes =
        root.only("apiVersion", "kind", "authorizers").list("authorizers");
    if (nodes.isEmpty()) {
      root.reject(
          FieldError.required("authorizers", "at least one authorization mode must be defined"));
    }
    List<Authorizer> chain = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> types = new HashSet<>();
    for (ConfigurationNode node : nodes) {
      Authorizer authorizer = authorizer(node, names, types);
      if (authorizer != null) {
        chain.add(
            CountedAuthorizer.of(node.string("type"), node.string("name"), authorizer, meters));
      }
    }
    return List.copyOf(chain);
  }

  private @Nullable Authorizer authorizer(
      ConfigurationNode node, Set<String> names, Set<String> types) {
    node.only("type", "name", "webhook");
    String type = node.string("type");
    boolean webhook = type.equals("Webhook");
    if (type.isEmpty()) {
      node.reject(FieldError.required(node.path("type"), ""));
      return null;
    }
    if (!webhook && !builtin.containsKey(type)) {
      Set<String> supported = new HashSet<>(builtin.keySet());
      supported.add("Webhook");
      node.reject(FieldError.notSupported(node.path("type"), type, supported));
      return null;
    }
    if (!webhook && !types.add(type)) {
      node.reject(FieldError.duplicate(node.path("type"), type));
      return null;
    }
    String name = node.string("name");
    if (name.isEmpty()) {
      node.reject(FieldError.required(node.path("name"), ""));
    } else if (!names.add(name)) {
      node.reject(FieldError.duplicate(node.path("name"), name));
    } else if (!Formats.dns1123Subdomain(name).isEmpty()) {
      node.reject(
          FieldError.invalid(
              node.path("name"),
              name,
              "authorizer name is invalid: " + String.join(", ", Formats.dns1123Subdomain(name))));
    } else if (!webhook && !name.equals(type.toLowerCase(Locale.ROOT))) {
      node.reject(
          FieldError.invalid(
              node.path("name"),
              name,
              "expected name "
                  + type.toLowerCase(Locale.ROOT)
                  + " for authorizer "
                  + type
                  + " instead of "
                  + name));
    }
    ConfigurationNode settings = node.child("webhook");
    if (!webhook) {
      if (settings != null) {
        node.reject(
            FieldError.invalid(
                node.path("webhook"), "non-null", "may only be specified when type=Webhook"));
      }
      return builtin.get(type);
    }
    if (settings == null) {
      node.reject(FieldError.required(node.path("webhook"), "required when type=Webhook"));
      return null;
    }
    return webhook(name, settings);
  }

  private @Nullable Authorizer webhook(String name, ConfigurationNode node) {
    node.only(
        "authorizedTTL",
        "cacheAuthorizedRequests",
        "unauthorizedTTL",
        "cacheUnauthorizedRequests",
        "timeout",
        "subjectAccessReviewVersion",
        "matchConditionSubjectAccessReviewVersion",
        "failurePolicy",
        "connectionInfo",
        "matchConditions");
    Duration timeout = timeout(node);
    String version = node.string("subjectAccessReviewVersion");
    requireOneOf(node, "subjectAccessReviewVersion", version, List.of("v1", "v1beta1"));
    String policy = node.string("failurePolicy");
    requireOneOf(node, "failurePolicy", policy, List.of("NoOpinion", "Deny"));
    List<CelExpression> conditions = conditions(node);
    Path kubeconfig = kubeconfig(node);
    if (kubeconfig == null || timeout.isZero()) {
      return null;
    }
    try {
      return new WebhookAuthorizer(
          new WebhookAuthorizer.Settings(
              name,
              version,
              ttl(node, "authorizedTTL", "cacheAuthorizedRequests", Duration.ofMinutes(5)),
              ttl(node, "unauthorizedTTL", "cacheUnauthorizedRequests", Duration.ofSeconds(30)),
              policy.equals("Deny"),
              conditions),
          CalloutClient.of(kubeconfig, timeout),
          clock,
          new WebhookMeters(meters, name));
    } catch (ConfigurationException e) {
      node.reject(
          FieldError.invalid(
              node.path("connectionInfo.kubeConfigFile"),
              kubeconfig.toString(),
              String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static Duration timeout(ConfigurationNode node) {
    Duration timeout = node.duration("timeout", Duration.ZERO);
    String field = node.path("timeout");
    if (timeout.isZero()) {
      node.reject(FieldError.required(field, ""));
    } else if (timeout.isNegative() || timeout.compareTo(MOST_PATIENCE) > 0) {
      node.reject(FieldError.invalid(field, GoDuration.write(timeout), "must be > 0s and <= 30s"));
    }
    return timeout.isNegative() ? Duration.ZERO : timeout;
  }

  private static Duration ttl(
      ConfigurationNode node, String field, String wanted, Duration otherwise) {
    Duration given = node.duration(field, otherwise);
    Duration ttl = given.isZero() ? otherwise : given;
    if (ttl.isNegative()) {
      node.reject(FieldError.invalid(node.path(field), GoDuration.write(ttl), "must be > 0s"));
    }
    return node.flag(wanted, true) ? ttl : Duration.ZERO;
  }

  private static void requireOneOf(
      ConfigurationNode node, String field, String value, List<String> supported) {
    if (value.isEmpty()) {
      node.reject(FieldError.required(node.path(field), ""));
    } else if (!supported.contains(value)) {
      node.reject(FieldError.notSupported(node.path(field), value, supported));
    }
  }

  private static List<CelExpression> conditions(ConfigurationNode node) {
    List<ConfigurationNode> nodes = node.list("matchConditions");
    String version = node.string("matchConditionSubjectAccessReviewVersion");
    if (!version.isEmpty()) {
      requireOneOf(node, "matchConditionSubjectAccessReviewVersion", version, List.of("v1"));
    } else if (!nodes.isEmpty()) {
      node.reject(
          FieldError.required(
              node.path("matchConditionSubjectAccessReviewVersion"),
              "required if match conditions are specified"));
    }
    if (nodes.size() > MOST_CONDITIONS) {
      node.reject(FieldError.tooMany(node.path("matchConditions"), nodes.size(), MOST_CONDITIONS));
      return List.of();
    }
    List<CelExpression> conditions = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ConfigurationNode condition : nodes) {
      String text = condition.only("expression").string("expression");
      String field = condition.path("expression");
      if (text.isBlank()) {
        condition.reject(FieldError.required(field, ""));
      } else if (!seen.add(text)) {
        condition.reject(FieldError.duplicate(field, text));
      } else {
        switch (AccessQuestion.CONDITIONS.compile(text, ResultType.BOOL)) {
          case CelCompilation.Compiled(CelExpression compiled) -> conditions.add(compiled);
          case CelCompilation.Refused(String message) ->
              condition.reject(FieldError.invalid(field, text, message));
        }
      }
    }
    return conditions;
  }

  private static @Nullable Path kubeconfig(ConfigurationNode node) {
    ConfigurationNode connection = node.child("connectionInfo");
    if (connection == null) {
      node.reject(FieldError.required(node.path("connectionInfo.type"), ""));
      return null;
    }
    String type = connection.only("type", "kubeConfigFile").string("type");
    requireOneOf(connection, "type", type, List.of("InClusterConfig", "KubeConfigFile"));
    String field = connection.path("kubeConfigFile");
    String file = connection.string("kubeConfigFile");
    if (type.equals("InClusterConfig")) {
      connection.reject(
          FieldError.invalid(
              connection.path("type"), type, "this server runs outside of its cluster"));
      return null;
    }
    if (file.isEmpty()) {
      connection.reject(FieldError.required(field, ""));
      return null;
    }
    Path path = Path.of(file);
    if (!path.isAbsolute()) {
      connection.reject(FieldError.invalid(field, file, "must be an absolute path"));
      return null;
    }
    if (!Files.isRegularFile(path)) {
      connection.reject(FieldError.invalid(field, file, "must be a regular file"));
      return null;
    }
    return path;
  }
}
