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
import io.navarch.model.format.DomainPaths;
import io.navarch.model.status.FieldError;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@code AuthenticationConfiguration} of {@code apiserver.config.k8s.io}, with upstream's
 * checks and field paths.
 */
final class AuthenticationConfigReader {
  private static final int MOST_ISSUERS = 64;
  private static final String CLAIMS_VARIABLE = "claims";
  private static final Pattern RESERVED = Pattern.compile("([^/]*\\.)?(k8s|kubernetes)\\.io/");
  private static final CelEnvironment CLAIMS =
      CelEnvironment.kubernetes()
          .with(CLAIMS_VARIABLE, DeclType.map(DeclType.DYN, DeclType.UNBOUNDED));
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
      nodes = List.of();
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
    ConfigurationNode issuer =
        node.childOrEmpty("issuer")
            .only(
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
                "URL must not overlap with disallowed issuers: "
                    + ownIssuers.stream().sorted().collect(Collectors.joining(" ", "[", "]"))));
      }
      checkUrl(issuer, "url", url);
    }
    String discovery = issuer.string("discoveryURL");
    checkDiscovery(issuer, url, discovery);
    List<String> audiences = audiences(issuer);
    DocumentFetcher fetcher = fetcher(issuer);
    checkEgress(issuer);
    ClaimRules rules = rules(node);
    if (!urls.add(url)) {
      issuer.reject(FieldError.duplicate(issuer.path("url"), url));
    }
    if (!discovery.isEmpty() && !discoveries.add(discovery)) {
      issuer.reject(FieldError.duplicate(issuer.path("discoveryURL"), discovery));
    }
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
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      node.reject(FieldError.invalid(node.path(field), url, "URL scheme must be https"));
    }
    if (uri.getUserInfo() != null) {
      node.reject(
          FieldError.invalid(node.path(field), url, "URL must not contain a username or password"));
    }
    if (isFilled(uri.getQuery())) {
      node.reject(FieldError.invalid(node.path(field), url, "URL must not contain a query"));
    }
    if (isFilled(uri.getFragment())) {
      node.reject(FieldError.invalid(node.path(field), url, "URL must not contain a fragment"));
    }
  }

  private static boolean isFilled(@Nullable String part) {
    return part != null && !part.isEmpty();
  }

  private static void checkDiscovery(ConfigurationNode issuer, String url, String discovery) {
    if (discovery.isEmpty()) {
      return;
    }
    if (!url.isEmpty() && url.replaceAll("/+$", "").equals(discovery.replaceAll("/+$", ""))) {
      issuer.reject(
          FieldError.invalid(
              issuer.path("discoveryURL"), discovery, "discoveryURL must be different from URL"));
    }
    checkUrl(issuer, "discoveryURL", discovery);
  }

  /** An issuer that is to be reached another way than there is would never be reached. */
  private static void checkEgress(ConfigurationNode issuer) {
    String egress = issuer.string("egressSelectorType");
    String path = issuer.path("egressSelectorType");
    switch (egress) {
      case "" -> {}
      case "controlplane", "cluster" ->
          issuer.reject(
              FieldError.invalid(
                  path,
                  egress,
                  "egress lookup required with egress selector type \"" + egress + "\""));
      default ->
          issuer.reject(
              FieldError.invalid(
                  path, egress, "egress selector must be either controlplane or cluster"));
    }
  }

  private static List<String> audiences(ConfigurationNode issuer) {
    List<String> audiences = issuer.strings("audiences");
    String path = issuer.path("audiences");
    if (audiences.isEmpty()) {
      issuer.reject(FieldError.required(path, "at least one " + path + " is required"));
      return audiences;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < audiences.size(); i++) {
      String item = path + "[" + i + "]";
      if (audiences.get(i).isEmpty()) {
        issuer.reject(FieldError.required(item, ""));
      }
      if (!seen.add(audiences.get(i))) {
        issuer.reject(FieldError.duplicate(item, audiences.get(i)));
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
    List<ClaimRules.ClaimCheck> claimChecks = claimChecks(node);
    ConfigurationNode mappings =
        node.childOrEmpty("claimMappings").only("username", "groups", "uid", "extra");
    ClaimRules.Mapping username = prefixed(mappings, "username", true);
    ClaimRules.Mapping groups = prefixed(mappings, "groups", false);
    ClaimRules.Mapping uid = uid(mappings);
    Map<String, CelExpression> extra = extra(mappings);
    checkMailAddress(mappings, username, extra.values(), claimChecks);
    return new ClaimRules(username, groups, uid, extra, claimChecks, userChecks(node));
  }

  /** A user name made of a mail address is nobody's own unless somebody asks if it is verified. */
  private static void checkMailAddress(
      ConfigurationNode mappings,
      ClaimRules.Mapping username,
      Collection<CelExpression> extra,
      List<ClaimRules.ClaimCheck> claimChecks) {
    if (!(username instanceof ClaimRules.Mapping.FromExpression(CelExpression name))
        || !name.selects(CLAIMS_VARIABLE, "email")) {
      return;
    }
    boolean asked =
        Stream.of(
                Stream.of(name),
                extra.stream(),
                claimChecks.stream().map(ClaimRules.ClaimCheck::expression))
            .flatMap(each -> each)
            .anyMatch(each -> each != null && each.selects(CLAIMS_VARIABLE, "email_verified"));
    if (!asked) {
      mappings.reject(
          FieldError.invalid(
              mappings.path("username.expression"),
              name.text(),
              "claims.email_verified must be used in claimMappings.username.expression or"
                  + " claimMappings.extra[*].valueExpression or claimValidationRules[*].expression"
                  + " when claims.email is used in claimMappings.username.expression"));
    }
  }

  private static ClaimRules.Mapping prefixed(
      ConfigurationNode mappings, String name, boolean required) {
    ConfigurationNode node = mappings.childOrEmpty(name).only("claim", "prefix", "expression");
    String claim = node.string("claim");
    String expression = node.string("expression");
    if (!claim.isEmpty() && !expression.isEmpty()) {
      node.reject(bothSet(node));
      return new ClaimRules.Mapping.None();
    }
    if (!expression.isEmpty()) {
      if (node.has("prefix")) {
        node.reject(
            FieldError.invalid(
                node.path("prefix"),
                node.string("prefix"),
                "may not be specified when expression is set"));
      }
      return fromExpression(node);
    }
    if (claim.isEmpty()) {
      if (required) {
        node.reject(FieldError.required(node.path(), "claim or expression is required"));
      }
      return new ClaimRules.Mapping.None();
    }
    if (!node.has("prefix")) {
      node.reject(
          FieldError.required(
              node.path("prefix"),
              "prefix is required when claim is set. It can be set to an empty string to disable"
                  + " prefixing"));
    }
    return new ClaimRules.Mapping.FromClaim(claim, node.string("prefix"));
  }

  private static FieldError bothSet(ConfigurationNode node) {
    return FieldError.invalid(node.path(), "", "claim and expression can't both be set");
  }

  private static ClaimRules.Mapping uid(ConfigurationNode mappings) {
    ConfigurationNode node = mappings.childOrEmpty("uid").only("claim", "expression");
    String claim = node.string("claim");
    boolean expression = !node.string("expression").isEmpty();
    if (!claim.isEmpty() && expression) {
      node.reject(bothSet(node));
      return new ClaimRules.Mapping.None();
    }
    if (expression) {
      return fromExpression(node);
    }
    return claim.isEmpty()
        ? new ClaimRules.Mapping.None()
        : new ClaimRules.Mapping.FromClaim(claim, "");
  }

  private static ClaimRules.Mapping fromExpression(ConfigurationNode node) {
    CelExpression compiled = compiled(node, "expression", CLAIMS, ResultType.ANY);
    return compiled == null
        ? new ClaimRules.Mapping.None()
        : new ClaimRules.Mapping.FromExpression(compiled);
  }

  private static Map<String, CelExpression> extra(ConfigurationNode mappings) {
    Map<String, CelExpression> extra = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    for (ConfigurationNode node : mappings.list("extra")) {
      String key = node.only("key", "valueExpression").string("key");
      String path = node.path("key");
      DomainPaths.check(path, key).forEach(node::reject);
      if (!key.equals(key.toLowerCase(Locale.ROOT))) {
        node.reject(FieldError.invalid(path, key, "must be lowercase"));
      }
      if (RESERVED.matcher(key).lookingAt()) {
        node.reject(
            FieldError.invalid(
                path,
                key,
                "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"));
      }
      if (!seen.add(key)) {
        node.reject(FieldError.duplicate(path, key));
        continue;
      }
      CelExpression value = compiled(node, "valueExpression", CLAIMS, ResultType.ANY);
      if (value != null) {
        extra.put(key, value);
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
        continue;
      }
      String field = expression ? "expression" : "claim";
      String idle = expression ? "requiredValue" : "message";
      if (!rule.string(idle).isEmpty()) {
        rule.reject(
            FieldError.invalid(
                rule.path(idle),
                rule.string(idle),
                "may not be specified when " + field + " is set"));
      }
      if (!seen.add(field + rule.string(field))) {
        rule.reject(FieldError.duplicate(rule.path(field), rule.string(field)));
        continue;
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
      String expression = rule.only("expression", "message").string("expression");
      if (!expression.isEmpty() && !seen.add(expression)) {
        rule.reject(FieldError.duplicate(rule.path("expression"), expression));
        continue;
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
    if (text.isEmpty()) {
      node.reject(FieldError.required(node.path(field), ""));
      return null;
    }
    return switch (environment.compile(text, type)) {
      case CelCompilation.Compiled(CelExpression expression) -> expression;
      case CelCompilation.Refused(String message) -> {
        String told = message.startsWith("must evaluate") ? message.split(" but got ")[0] : message;
        node.reject(FieldError.invalid(node.path(field), text, told));
        yield null;
      }
    };
  }
}
