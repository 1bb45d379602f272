package io.navarch.gateway.audit;

import io.navarch.gateway.configfile.ConfigurationFile;
import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.format.Formats;
import io.navarch.model.status.FieldError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a {@code Policy} of {@code audit.k8s.io/v1}, with upstream's checks and field paths. */
final class AuditPolicyReader {
  private static final List<String> STAGES =
      List.of("RequestReceived", "ResponseStarted", "ResponseComplete", "Panic");

  private AuditPolicyReader() {}

  static AuditPolicy read(Path file) {
    return ConfigurationFile.read(
        file, "audit.k8s.io", Set.of("v1"), "Policy", AuditPolicyReader::read);
  }

  static AuditPolicy read(ConfigurationNode policy) {
    policy.knows("apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields");
    Set<String> omitStages = stages(policy);
    boolean omitManagedFields = policy.flag("omitManagedFields", false);
    List<AuditPolicy.Rule> rules = new ArrayList<>();
    List<ConfigurationNode> nodes = policy.list("rules");
    if (nodes.isEmpty()) {
      policy.reject(FieldError.required("rules", "loaded illegal policy with 0 rules"));
    }
    for (ConfigurationNode rule : nodes) {
      rules.add(rule(rule, omitStages, omitManagedFields));
    }
    return new AuditPolicy(rules, omitStages, omitManagedFields);
  }

  private static Set<String> stages(ConfigurationNode node) {
    List<String> stages = node.strings("omitStages");
    for (int i = 0; i < stages.size(); i++) {
      if (!STAGES.contains(stages.get(i))) {
        node.reject(
            FieldError.invalid(
                node.path("omitStages") + "[" + i + "]",
                stages.get(i),
                "allowed stages are " + String.join(",", STAGES)));
      }
    }
    return Set.copyOf(stages);
  }

  private static AuditPolicy.Rule rule(
      ConfigurationNode rule, Set<String> omitStages, boolean omitManagedFields) {
    rule.knows(
        "level",
        "users",
        "userGroups",
        "verbs",
        "resources",
        "namespaces",
        "nonResourceURLs",
        "omitStages",
        "omitManagedFields");
    AuditLevel level = level(rule);
    Set<String> omit = new HashSet<>(omitStages);
    omit.addAll(stages(rule));
    List<String> namespaces = rule.strings("namespaces");
    List<AuditPolicy.Resources> resources = new ArrayList<>();
    rule.list("resources").forEach(node -> resources.add(resources(rule, node)));
    List<String> paths = paths(rule);
    if (!paths.isEmpty() && (!resources.isEmpty() || !namespaces.isEmpty())) {
      rule.reject(
          FieldError.invalid(
              rule.path("nonResourceURLs"),
              paths,
              "rules cannot apply to both regular resources and non-resource URLs"));
    }
    return new AuditPolicy.Rule(
        new AuditPolicy.Verdict(
            level, Set.copyOf(omit), rule.flag("omitManagedFields", omitManagedFields)),
        rule.strings("users"),
        rule.strings("userGroups"),
        rule.strings("verbs"),
        namespaces,
        resources,
        paths);
  }

  private static AuditLevel level(ConfigurationNode rule) {
    String text = rule.string("level");
    AuditLevel level = AuditLevel.of(text);
    if (level != null) {
      return level;
    }
    rule.reject(
        text.isEmpty()
            ? FieldError.required(rule.path("level"), "")
            : FieldError.notSupported(
                rule.path("level"),
                text,
                Arrays.stream(AuditLevel.values()).map(AuditLevel::text).toList()));
    return AuditLevel.NONE;
  }

  private static AuditPolicy.Resources resources(ConfigurationNode rule, ConfigurationNode node) {
    node.knows("group", "resources", "resourceNames");
    String group = node.string("group");
    if (!group.isEmpty() && !group.equals("*")) {
      List<String> problems = Formats.dns1123Subdomain(group);
      if (!problems.isEmpty()) {
        rule.reject(
            FieldError.invalid(
                rule.path("resources") + ".group", group, String.join(",", problems)));
      }
    }
    List<String> resources = node.strings("resources");
    List<String> names = node.strings("resourceNames");
    if (!names.isEmpty() && resources.isEmpty()) {
      rule.reject(
          FieldError.invalid(
              rule.path("resources") + ".resourceNames",
              names,
              "using resourceNames requires at least one resource"));
    }
    return new AuditPolicy.Resources(group, resources, names);
  }

  private static List<String> paths(ConfigurationNode rule) {
    List<String> paths = rule.strings("nonResourceURLs");
    for (int i = 0; i < paths.size(); i++) {
      String path = paths.get(i);
      String field = rule.path("nonResourceURLs") + "[" + i + "]";
      if (path.equals("*")) {
        continue;
      }
      if (!path.startsWith("/")) {
        rule.reject(
            FieldError.invalid(
                field, path, "non-resource URL rules must begin with a '/' character"));
      }
      if (path.indexOf('*') >= 0 && path.indexOf('*') < path.length() - 1) {
        rule.reject(
            FieldError.invalid(
                field,
                path,
                "non-resource URL wildcards '*' must be the final character of the rule"));
      }
    }
    return paths;
  }
}
