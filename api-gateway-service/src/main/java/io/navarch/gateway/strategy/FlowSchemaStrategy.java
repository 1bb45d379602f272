package io.navarch.gateway.strategy;

import io.navarch.gateway.flow.FlowObjects;
import io.navarch.model.format.Formats;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which requests a flow schema takes: the rules of its spec. */
final class FlowSchemaStrategy extends KindStrategy {
  private static final long LAST_PRECEDENCE = 10_000;
  private static final List<String> VERBS =
      List.of(
          "create",
          "delete",
          "deletecollection",
          "get",
          "list",
          "patch",
          "proxy",
          "update",
          "watch");

  /** What writes the status of flow control's objects changes nothing else of them. */
  static final StatusOwnership STATUS =
      StatusOwnership.startingWith(Map.of())
          .keeping(
              List.of(
                  "labels",
                  "annotations",
                  "finalizers",
                  "ownerReferences",
                  "deletionTimestamp",
                  "deletionGracePeriodSeconds",
                  "generateName"));

  FlowSchemaStrategy() {
    super(STATUS);
  }

  @Override
  public void applyDefaults(ApiObject schema) {
    PriorityLevelStrategy.putIfZero(
        ApiObject.child(schema.root(), "spec"), "matchingPrecedence", 1000L);
  }

  @Override
  void check(Field schema) {
    Field spec = schema.at("spec");
    String name = schema.at("metadata", "name").string();
    precedence(spec.at("matchingPrecedence"), name);
    Field method = spec.at("distinguisherMethod");
    if (method.isSet() && !Set.of("ByNamespace", "ByUser").contains(method.at("type").string())) {
      method
          .errors()
          .add(
              FieldError.notSupported(
                  method.at("type").path(), method.shown(), List.of("ByNamespace", "ByUser")));
    }
    Field level = spec.at("priorityLevelConfiguration", "name");
    if (level.requirePresent("must reference a priority level")) {
      level.check(Formats.dns1123Subdomain(level.string()));
    }
    spec.at("rules").each().forEach(FlowSchemaStrategy::rule);
    if (FlowObjects.isMandatory(name)
        && !Json.equal(spec.map(), FlowObjects.spec("FlowSchema", name))) {
      spec.invalid("spec of '" + name + "' must equal the fixed value");
    }
    PriorityLevelStrategy.conditions(schema.at("status", "conditions"));
  }

  private static void precedence(Field precedence, String name) {
    if (precedence.number() <= 0) {
      precedence.invalid("must be a positive value");
    }
    if (precedence.number() > LAST_PRECEDENCE) {
      precedence.invalid("must not be greater than " + LAST_PRECEDENCE);
    }
    if (precedence.number() == 1 && !name.equals("exempt")) {
      precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
    }
  }

  private static void rule(Field rule) {
    if (rule.at("subjects").size() == 0) {
      rule.at("subjects").required("subjects must contain at least one value");
    }
    rule.at("subjects").each().forEach(FlowSchemaStrategy::subject);
    if (rule.at("resourceRules").size() == 0 && rule.at("nonResourceRules").size() == 0) {
      rule.required("at least one of resourceRules and nonResourceRules has to be non-empty");
    }
    rule.at("resourceRules").each().forEach(FlowSchemaStrategy::resources);
    rule.at("nonResourceRules").each().forEach(FlowSchemaStrategy::paths);
  }

  private static void subject(Field subject) {
    switch (subject.at("kind").string()) {
      case "ServiceAccount" -> {
        only(subject, "serviceAccount");
        account(subject.at("serviceAccount"));
      }
      case "User" -> {
        only(subject, "user");
        named(subject.at("user"), "user is required when subject kind is 'User'");
      }
      case "Group" -> {
        only(subject, "group");
        named(subject.at("group"), "group is required when subject kind is 'Group'");
      }
      default -> subject.at("kind").notSupported(List.of("Group", "ServiceAccount", "User"));
    }
  }

  private static void only(Field subject, String kept) {
    Map<String, String> kinds =
        Map.of("serviceAccount", "ServiceAccount", "user", "User", "group", "Group");
    for (String name : List.of("serviceAccount", "user", "group")) {
      if (!name.equals(kept) && subject.at(name).isSet()) {
        subject
            .at(name)
            .forbidden(name + " is forbidden when subject kind is not '" + kinds.get(name) + "'");
      }
    }
  }

  private static void named(Field named, String whenMissing) {
    if (!named.isSet()) {
      named.required(whenMissing);
    } else if (named.at("name").isEmpty()) {
      named.at("name").required("");
    }
  }

  private static void account(Field account) {
    if (!account.isSet()) {
      account.required("serviceAccount is required when subject kind is 'ServiceAccount'");
      return;
    }
    Field name = account.at("name");
    if (name.isEmpty()) {
      name.required("");
    } else if (!name.is("*")) {
      name.check(Formats.dns1123Subdomain(name.string()));
    }
    Field namespace = account.at("namespace");
    if (namespace.requirePresent("must specify namespace for service account")) {
      namespace.check(Formats.dns1123Label(namespace.string()));
    }
  }

  private static void verbs(Field verbs) {
    if (verbs.size() == 0) {
      verbs.required("verbs must contain at least one value");
    } else if (verbs.list().contains("*")) {
      alone(verbs, "verbs");
    } else if (!VERBS.containsAll(verbs.list())) {
      verbs.notSupported(VERBS);
    }
  }

  /** A star stands for all, so nothing may stand beside it. */
  private static void alone(Field list, String what) {
    if (list.list().contains("*") && list.size() > 1) {
      list.invalid("if '*' is present, must not specify other " + what);
    }
  }

  private static void paths(Field rule) {
    verbs(rule.at("verbs"));
    Field urls = rule.at("nonResourceURLs");
    if (urls.size() == 0) {
      urls.required("nonResourceURLs must contain at least one value");
    } else if (urls.list().contains("*")) {
      alone(urls, "non-resource URLs");
    } else {
      urls.each().forEach(FlowSchemaStrategy::path);
    }
  }

  private static void path(Field url) {
    String path = url.string();
    if (path.isEmpty()) {
      url.invalid("must not be empty");
    } else if (path.equals("/")) {
      return;
    } else if (!path.startsWith("/")) {
      url.invalid("must start with slash");
    } else if (path.contains(" ")) {
      url.invalid("must not contain white-space");
    } else if (path.contains("//")) {
      url.invalid("must not contain double slash");
    } else if (path.contains("*")
        && (path.indexOf('*') < path.length() - 1 || !path.endsWith("/*"))) {
      url.invalid("wildcard can only do suffix matching");
    }
  }

  private static void resources(Field rule) {
    verbs(rule.at("verbs"));
    Field groups = rule.at("apiGroups");
    if (groups.size() == 0) {
      groups.required("resource rules must supply at least one api group");
    }
    alone(groups, "api groups");
    Field resources = rule.at("resources");
    if (resources.size() == 0) {
      resources.required("resource rules must supply at least one resource");
    }
    alone(resources, "resources");
    Field namespaces = rule.at("namespaces");
    if (namespaces.size() == 0 && !rule.at("clusterScope").isTrue()) {
      namespaces.required(
          "resource rules that are not cluster scoped must supply at least one namespace");
    } else if (namespaces.list().contains("*")) {
      alone(namespaces, "namespaces");
    } else {
      for (Field namespace : namespaces.each()) {
        for (String message : Formats.dns1123Label(namespace.string())) {
          namespace.invalid("each member of this list must be '*' or a DNS-1123 label; " + message);
        }
      }
    }
  }

  @Override
  void checkStatus(Field schema, Field old) {
    PriorityLevelStrategy.conditions(schema.at("status", "conditions"));
  }
}
