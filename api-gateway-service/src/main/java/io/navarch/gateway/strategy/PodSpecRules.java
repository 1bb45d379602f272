package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import io.navarch.model.selector.LabelSelector;
import java.util.HashSet;
import java.util.Set;

/** The rules for a pod's or a pod template's spec. */
final class PodSpecRules {
  private PodSpecRules() {}

  static void ofPod(Field pod) {
    of(pod.at("spec"));
    for (String list : new String[] {"initContainers", "containers"}) {
      for (Field container : pod.at("spec", list).each()) {
        Field image = container.at("image");
        if (!image.string().equals(image.string().strip())) {
          image.invalid("must not have leading or trailing whitespace");
        }
      }
    }
    Field mirror = pod.at("metadata", "annotations").key("kubernetes.io/config.mirror");
    if (mirror.isSet() && pod.at("spec", "nodeName").isEmpty()) {
      mirror.invalid("must set spec.nodeName if mirror pod annotation is set");
    }
  }

  static void of(Field spec) {
    spec.at("terminationGracePeriodSeconds");
    if (!spec.at("terminationGracePeriodSeconds").isSet()) {
      spec.at("terminationGracePeriodSeconds").required("");
    }
    VolumeRules.check(spec.at("volumes"));
    resourceClaims(spec.at("resourceClaims"));
    ContainerRules.check(spec);
    spec.at("restartPolicy").oneOf("Always", "OnFailure", "Never");
    spec.at("dnsPolicy").oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    spec.errors()
        .addAll(
            LabelSelector.validateLabels(
                spec.at("nodeSelector").map(), spec.at("nodeSelector").path()));
    PodSecurityRules.check(spec);
    AffinityRules.check(spec.at("affinity"));
    dnsConfig(spec);
    gates(spec);
    SpreadRules.check(spec.at("topologySpreadConstraints"));
    names(spec);
    if (spec.at("activeDeadlineSeconds").isSet()) {
      spec.at("activeDeadlineSeconds").inRange(1, Integer.MAX_VALUE);
    }
    TolerationRules.check(spec.at("tolerations"));
    hostAliases(spec.at("hostAliases"));
    spec.at("preemptionPolicy").oneOfIfSet("PreemptLowerPriority", "Never");
    for (Field overhead : spec.at("overhead").entries()) {
      ResourceRules.quantity(overhead);
    }
    if (spec.at("os").isSet()) {
      spec.at("os", "name").oneOf("linux", "windows");
    }
  }

  private static void names(Field spec) {
    subdomain(spec.at("serviceAccountName"));
    subdomain(spec.at("nodeName"));
    subdomain(spec.at("priorityClassName"));
    if (spec.at("runtimeClassName").isSet()) {
      spec.at("runtimeClassName")
          .check(Formats.dns1123Subdomain(spec.at("runtimeClassName").string()));
    }
    for (String name : new String[] {"hostname", "subdomain"}) {
      Field field = spec.at(name);
      if (!field.isEmpty()) {
        field.check(Formats.dns1123Label(field.string()));
      }
    }
    for (Field secret : spec.at("imagePullSecrets").each()) {
      if (secret.at("name").isEmpty()) {
        secret.at("name").required("");
      }
    }
  }

  private static void subdomain(Field field) {
    if (!field.isEmpty()) {
      field.check(Formats.dns1123Subdomain(field.string()));
    }
  }

  private static void resourceClaims(Field claims) {
    Set<String> names = new HashSet<>();
    for (Field claim : claims.each()) {
      Field name = claim.at("name");
      if (name.requirePresent() && name.check(Formats.dns1123Label(name.string()))) {
        if (!names.add(name.string())) {
          name.duplicate();
        }
      }
      boolean direct = !claim.at("resourceClaimName").isEmpty();
      boolean template = !claim.at("resourceClaimTemplateName").isEmpty();
      if (direct && template) {
        claim.invalid(
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
      } else if (!direct && !template) {
        claim.invalid("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
    }
  }

  private static void dnsConfig(Field spec) {
    Field config = spec.at("dnsConfig");
    Field servers = config.at("nameservers");
    if (spec.at("dnsPolicy").is("None")) {
      if (!config.isSet()) {
        config.required("must provide `dnsConfig` when `dnsPolicy` is None");
      } else if (servers.size() == 0) {
        servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
      }
    }
    if (servers.size() > 3) {
      servers.invalid("must not have more than 3 nameservers");
    }
    for (Field server : servers.each()) {
      server.check(Addresses.checkIp(server.string()));
    }
    Field searches = config.at("searches");
    if (searches.size() > 32) {
      searches.invalid("must not have more than 32 search paths");
    }
    int length = searches.list().stream().mapToInt(s -> String.valueOf(s).length()).sum();
    if (length + Math.max(0, searches.size() - 1) > 2048) {
      searches.invalid(
          "must not have more than 2048 characters (including spaces) in the search list");
    }
    for (Field search : searches.each()) {
      String domain = search.string();
      if (!domain.equals(".")) {
        String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        search.check(Formats.dns1123Subdomain(bare.replace("_", "")));
      }
    }
    for (Field option : config.at("options").each()) {
      if (option.at("name").isEmpty()) {
        config.at("options").required("must not be empty");
      }
    }
  }

  private static void gates(Field spec) {
    for (Field gate : spec.at("readinessGates").each()) {
      Field type = gate.at("conditionType");
      type.check(Formats.labelKey(type.string()));
    }
    Set<String> names = new HashSet<>();
    for (Field gate : spec.at("schedulingGates").each()) {
      Field name = gate.at("name");
      gate.reportedAs(gate.path()).at("name").check(Formats.labelKey(name.string()));
      if (!names.add(name.string())) {
        gate.duplicate(name.string());
      }
    }
  }

  private static void hostAliases(Field aliases) {
    for (Field alias : aliases.each()) {
      alias.at("ip").check(Addresses.checkIp(alias.at("ip").string()));
      for (Field host : alias.at("hostnames").each()) {
        host.check(Formats.dns1123Subdomain(host.string()));
      }
    }
  }
}
