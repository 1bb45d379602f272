package io.navarch.gateway.authentication;

import io.navarch.gateway.callout.DocumentFetcher;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ConfigurationFile;
import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.cel.CelCompilation;
import io.navarch.model.cel.CelEnvironment;
import io.navarch.model.cel.CelEnvironment.ResultType;
import io.navarch.model.cel.CelExpression;
import io.navarch.model.cel.DeclType;
import io.navarch.model.status.FieldError;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code AuthenticationConfiguration} of {@code apiserver.config.k8s.io}, with upstream's
 * checks and field paths.
 */
final class AuthenticationConfigReader {
  private static final int MOST_ISSUERS = 64;
  private static final CelEnvironment CLAIMS =
      CelEnvironment.kubernetes().with("claims", DeclType.map(DeclType.DYN, DeclType.UNBOUNDED));
  private static final CelEnvironment USER =
      CelEnvironment.kubernetes()
          .with(
              "user",
              DeclType.object(
                  "kubernetes.UserInfo",
                  Map.of(
                      "username", new DeclType.Field("username", DeclType.STRING, true),
                      "uid", new DeclType.Field("uid", DeclType.STRING, true),
                      "groups", new DeclType.Field("groups", DeclType.list(DeclType.STRING), true),
                      "extra",
                          new DeclType.Field(
                              "extra",
                              DeclType.map(DeclType.list(DeclType.STRING), DeclType.UNBOUNDED),
                              true)),
                  2));

  private final Set<String> ownIssuers;
  private final InstantSource clock;

  /**
   * @param ownIssuers whose tokens are the cluster's own and no foreign issuer may claim
   */
  AuthenticationConfigReader(Set<String> ownIssuers, InstantSource clock) {
    this.ownIssuers = Set.copyOf(ownIssuers);
    this.clock = clock;
  }

  AuthenticationSettings read(Path file) {
    return ConfigurationFile.read(
        file,
        "apiserver.config.k8s.io",
        Set.of("v1", "v1beta1", "v1alpha1"),
        "AuthenticationConfiguration",
        this::read);
  }

  AuthenticationSettings read(ConfigurationNode root) {
    root.only("apiVersion", "kind", "jwt", "anonymous");
    List<ConfigurationNode> nodes = root.list("jwt");
    if (nodes.size() > MOST_ISSUERS) {
      root.reject(FieldError.tooMany("jwt", nodes.size(), MOST_ISSUERS));
    }
    List<JwtIssuer> issuers = new ArrayList<>();
    Set<String> urls = new HashSet<>();
    Set<String> discoveries = new HashSet<>();
    for (ConfigurationNode node : nodes) {
      JwtIssuer issuer = issuer(node, urls, discoveries);
      if (issuer != null) {
        issuers.add(issuer);
      }
    }
    return new AuthenticationSettings(issuers, anonymous(root.child("anonymous")));
  }

  private static AuthenticationSettings.@Nullable Anonymous anonymous(
      @Nullable ConfigurationNode node) {
    if (node == null) {
      return null;
    }
    boolean enabled = node.only("enabled", "conditions").flag("enabled", false);
    List<String> paths = new ArrayList<>();
    for (ConfigurationNode condition : node.list("conditions")) {
      paths.add(condition.only("path").string("path"));
    }
    if (!enabled && !paths.isEmpty()) {
      node.reject(
          FieldError.invalid(
              node.path("conditions"),
              paths,
              "enabled should be set to true when conditions are defined"));
    }
    return new AuthenticationSettings.Anonymous(enabled, List.copyOf(paths));
  }

  private @Nullable JwtIssuer issuer(
      ConfigurationNode node, Set<String> urls, Set<String> discoveries) {
    node.only("issuer", "claimValidationRules", "claimMappings", "userValidationRules");
    ConfigurationNode issuer = node.child("issuer");
    if (issuer == null) {
      node.reject(FieldError.required(node.path("issuer"), ""));
      return null;
    }
    issuer.only(
        "url",
        "discoveryURL",
        "certificateAuthority",
        "audiences",
        "audienceMatchPolicy",
        "egressSelectorType");
    String url = issuer.string("url");
    if (url.isEmpty()) {
      issuer.reject(FieldError.required(issuer.path("url"), ""));
    } else {
      if (ownIssuers.contains(url)) {
        issuer.reject(
            FieldError.invalid(
                issuer.path("url"),
                url,
                "URL must not overlap with disallowed issuers: " + ownIssuers));
      }
      checkUrl(issuer, "url", url);
    }
    if (!urls.add(url)) {
      issuer.reject(FieldError.duplicate(issuer.path("url"), url));
    }
    String discovery = issuer.string("discoveryURL");
    checkDiscovery(issuer, url, discovery, discoveries);
    List<String> audiences = audiences(issuer);
    ClaimRules rules = rules(node);
    DocumentFetcher fetcher = fetcher(issuer);
    return fetcher == null
        ? null
        : new JwtIssuer(
            url, audiences, new IssuerKeys(url, discovery, fetcher::get, clock), rules, clock);
  }

  private static void checkUrl(ConfigurationNode node, String field, String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      node.reject(FieldError.invalid(node.path(field), url, "is no URL"));
      return;
    }
    if (!"https".equals(uri.getScheme())) {
      node.reject(FieldError.invalid(node.path(field), url, "URL scheme must be https"));
    }
    if (uri.getUserInfo() != null) {
      node.reject(
          FieldError.invalid(node.path(field), url, "URL must not contain a username or password"));
    }
    if (uri.getQuery() != null) {
      node.reject(FieldError.invalid(node.path(field), url, "URL must not contain a query"));
    }
    if (uri.getFragment() != null) {
      node.reject(FieldError.invalid(node.path(field), url, "URL must not contain a fragment"));
    }
  }

  private static void checkDiscovery(
      ConfigurationNode issuer, String url, String discovery, Set<String> discoveries) {
    if (discovery.isEmpty()) {
      return;
    }
    if (url.replaceAll("/+$", "").equals(discovery.replaceAll("/+$", ""))) {
      issuer.reject(
          FieldError.invalid(
              issuer.path("discoveryURL"), discovery, "discoveryURL must be different from URL"));
    }
    checkUrl(issuer, "discoveryURL", discovery);
    if (!discoveries.add(discovery)) {
      issuer.reject(FieldError.duplicate(issuer.path("discoveryURL"), discovery));
    }
  }

  private static List<String> audiences(ConfigurationNode issuer) {
    List<String> audiences = issuer.strings("audiences");
    String path = issuer.path("audiences");
    if (audiences.isEmpty()) {
      issuer.reject(FieldError.required(path, "at least one " + path + " is required"));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < audiences.size(); i++) {
      if (audiences.get(i).isEmpty()) {
        issuer.reject(FieldError.required(path + "[" + i + "]", ""));
      } else if (!seen.add(audiences.get(i))) {
        issuer.reject(FieldError.duplicate(path + "[" + i + "]", audiences.get(i)));
      }
    }
    String policy = issuer.string("audienceMatchPolicy");
    if (!policy.equals("MatchAny") && (audiences.size() > 1 || !policy.isEmpty())) {
      issuer.reject(
          FieldError.invalid(
              issuer.path("audienceMatchPolicy"),
              policy,
              audiences.size() > 1
                  ? "audienceMatchPolicy must be MatchAny for multiple audiences"
                  : "audienceMatchPolicy must be empty or MatchAny for single audience"));
    }
    return audiences;
  }

  private static @Nullable DocumentFetcher fetcher(ConfigurationNode issuer) {
    try {
      return DocumentFetcher.trusting(issuer.string("certificateAuthority"));
    } catch (ConfigurationException e) {
      issuer.reject(
          FieldError.invalid(
              issuer.path("certificateAuthority"), "<omitted>", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static ClaimRules rules(ConfigurationNode node) {
    ConfigurationNode mappings = node.child("claimMappings");
    ClaimRules.Mapping none = new ClaimRules.Mapping.None();
    if (mappings == null) {
      node.reject(
          FieldError.required(
              node.path("claimMappings") + ".username", "claim or expression is required"));
      return new ClaimRules(none, none, none, Map.of(), List.of(), List.of());
    }
    mappings.only("username", "groups", "uid", "extra");
    ClaimRules.Mapping username = mapping(mappings, "username", true);
    if (username instanceof ClaimRules.Mapping.None) {
      mappings.reject(
          FieldError.required(mappings.path("username"), "claim or expression is required"));
    }
    return new ClaimRules(
        username,
        mapping(mappings, "groups", true),
        mapping(mappings, "uid", false),
        extra(mappings),
        claimChecks(node),
        userChecks(node));
  }

  private static ClaimRules.Mapping mapping(
      ConfigurationNode mappings, String name, boolean prefixed) {
    ConfigurationNode node = mappings.child(name);
    if (node == null) {
      return new ClaimRules.Mapping.None();
    }
    node.only(
        prefixed
            ? new String[] {"claim", "prefix", "expression"}
            : new String[] {"claim", "expression"});
    String claim = node.string("claim");
    String expression = node.string("expression");
    if (!claim.isEmpty() && !expression.isEmpty()) {
      node.reject(FieldError.invalid(node.path(), "", "claim and expression can't both be set"));
    }
    if (!expression.isEmpty()) {
      if (node.has("prefix")) {
        node.reject(
            FieldError.invalid(
                node.path("prefix"),
                node.string("prefix"),
                "prefix can't be set when expression is set"));
      }
      CelExpression compiled = compiled(node, "expression", CLAIMS, ResultType.ANY);
      return compiled == null
          ? new ClaimRules.Mapping.None()
          : new ClaimRules.Mapping.FromExpression(compiled);
    }
    if (claim.isEmpty()) {
      return new ClaimRules.Mapping.None();
    }
    if (prefixed && !node.has("prefix")) {
      node.reject(
          FieldError.required(
              node.path("prefix"),
              "prefix is required when claim is set. It can be set to an empty string to disable"
                  + " prefixing"));
    }
    return new ClaimRules.Mapping.FromClaim(claim, prefixed ? node.string("prefix") : "");
  }

  private static Map<String, CelExpression> extra(ConfigurationNode mappings) {
    Map<String, CelExpression> extra = new LinkedHashMap<>();
    for (ConfigurationNode node : mappings.list("extra")) {
      node.only("key", "valueExpression");
      String key = node.string("key");
      if (key.isEmpty()) {
        node.reject(FieldError.required(node.path("key"), ""));
      } else if (!key.contains("/") || !key.equals(key.toLowerCase(Locale.ROOT))) {
        node.reject(
            FieldError.invalid(
                node.path("key"), key, "must be a domain-prefixed path in lower case"));
      } else if (key.startsWith("kubernetes.io/")
          || key.contains(".kubernetes.io/")
          || key.startsWith("k8s.io/")
          || key.contains(".k8s.io/")) {
        node.reject(
            FieldError.invalid(
                node.path("key"), key, "k8s.io and kubernetes.io are reserved for Kubernetes"));
      }
      CelExpression value = compiled(node, "valueExpression", CLAIMS, ResultType.ANY);
      if (value != null && extra.put(key, value) != null) {
        node.reject(FieldError.duplicate(node.path("key"), key));
      }
    }
    return extra;
  }

  private static List<ClaimRules.ClaimCheck> claimChecks(ConfigurationNode node) {
    List<ClaimRules.ClaimCheck> checks = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ConfigurationNode rule : node.list("claimValidationRules")) {
      rule.only("claim", "requiredValue", "expression", "message");
      String claim = rule.string("claim");
      boolean expression = !rule.string("expression").isEmpty();
      if (claim.isEmpty() && !expression) {
        rule.reject(FieldError.required(rule.path(), "claim or expression is required"));
        continue;
      }
      if (!claim.isEmpty() && expression) {
        rule.reject(
            FieldError.invalid(rule.path(), claim, "claim and expression can't both be set"));
      }
      String field = expression ? "expression" : "claim";
      if (!seen.add(field + rule.string(field))) {
        rule.reject(FieldError.duplicate(rule.path(field), rule.string(field)));
      }
      CelExpression compiled =
          expression ? compiled(rule, "expression", CLAIMS, ResultType.BOOL) : null;
      checks.add(
          new ClaimRules.ClaimCheck(
              claim, rule.string("requiredValue"), compiled, rule.string("message")));
    }
    return checks;
  }

  private static List<ClaimRules.UserCheck> userChecks(ConfigurationNode node) {
    List<ClaimRules.UserCheck> checks = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (ConfigurationNode rule : node.list("userValidationRules")) {
      rule.only("expression", "message");
      if (!seen.add(rule.string("expression"))) {
        rule.reject(FieldError.duplicate(rule.path("expression"), rule.string("expression")));
      }
      CelExpression compiled = compiled(rule, "expression", USER, ResultType.BOOL);
      if (compiled != null) {
        checks.add(new ClaimRules.UserCheck(compiled, rule.string("message")));
      }
    }
    return checks;
  }

  private static @Nullable CelExpression compiled(
      ConfigurationNode node, String field, CelEnvironment environment, ResultType type) {
    String text = node.string(field);
    if (text.isBlank()) {
      node.reject(FieldError.required(node.path(field), ""));
      return null;
    }
    return switch (environment.compile(text, type)) {
      case CelCompilation.Compiled(CelExpression expression) -> expression;
      case CelCompilation.Refused(String message) -> {
        node.reject(FieldError.invalid(node.path(field), text, message));
        yield null;
      }
    };
  }
}
