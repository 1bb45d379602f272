package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.selector.LabelSelector;
import java.util.List;

/** The rules for roles and their bindings. */
final class AccessRules {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private AccessRules() {}

  static void role(Field role) {
    policyRules(role.at("rules"), true);
  }

  static void clusterRole(Field role) {
    policyRules(role.at("rules"), false);
    Field aggregation = role.at("aggregationRule");
    if (aggregation.isSet()) {
      Field selectors = aggregation.at("clusterRoleSelectors");
      if (selectors.size() == 0) {
        selectors.required(
            "at least one clusterRoleSelector required if aggregationRule is non-nil");
      }
      for (Field selector : selectors.each()) {
        AffinityRules.selector(selector);
        if (!LabelSelector.isReadable(selector.map())) {
          selector.invalid(null, "invalid label selector.");
        }
      }
    }
  }

  private static void policyRules(Field rules, boolean namespaced) {
    for (Field rule : rules.each()) {
      if (rule.at("verbs").size() == 0) {
        rule.at("verbs").required("verbs must contain at least one value");
      }
      Field urls = rule.at("nonResourceURLs");
      boolean resources =
          rule.at("apiGroups").size()
                  + rule.at("resources").size()
                  + rule.at("resourceNames").size()
              > 0;
      if (urls.size() > 0) {
        if (namespaced) {
          urls.invalid("namespaced rules cannot apply to non-resource URLs");
        }
        if (resources) {
          urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
        }
      } else {
        if (rule.at("apiGroups").size() == 0) {
          rule.at("apiGroups").required("resource rules must supply at least one api group");
        }
        if (rule.at("resources").size() == 0) {
          rule.at("resources").required("resource rules must supply at least one resource");
        }
      }
    }
  }

  static void roleBinding(Field binding) {
    binding(binding, true);
  }

  static void clusterRoleBinding(Field binding) {
    binding(binding, false);
  }

  private static void binding(Field binding, boolean namespaced) {
    Field ref = binding.at("roleRef");
    if (!ref.at("apiGroup").is(GROUP)) {
      ref.at("apiGroup").notSupported(List.of(GROUP));
    }
    if (namespaced) {
      ref.at("kind").among("Role", "ClusterRole");
    } else {
      ref.at("kind").among("ClusterRole");
    }
    if (ref.at("name").requirePresent()) {
      ref.at("name").check(Formats.pathSegment(ref.at("name").string()));
    }
    for (Field subject : binding.at("subjects").each()) {
      subject(subject, namespaced);
    }
  }

  private static void subject(Field subject, boolean namespaced) {
    Field name = subject.at("name");
    boolean named = name.requirePresent();
    Field group = subject.at("apiGroup");
    switch (subject.at("kind").string()) {
      case "ServiceAccount" -> {
        if (named) {
          name.check(Formats.dns1123Subdomain(name.string()));
        }
        if (!group.isEmpty()) {
          group.notSupported(List.of(""));
        }
        if (!namespaced && subject.at("namespace").isEmpty()) {
          subject.at("namespace").required("");
        }
      }
      case "User", "Group" -> {
        if (!group.is(GROUP)) {
          group.notSupported(List.of(GROUP));
        }
      }
      default -> subject.at("kind").notSupported(List.of("ServiceAccount", "User", "Group"));
    }
  }

  static void roleRefFixed(Field binding, Field old) {
    if (!binding.at("roleRef").sameAs(old.at("roleRef"))) {
      binding.at("roleRef").invalid("cannot change roleRef");
    }
  }
}
