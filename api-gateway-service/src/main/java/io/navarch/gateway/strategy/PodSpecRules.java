package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for a pod's or a pod template's spec. */
final class PodSpecRules {
  private PodSpecRules() {}

  static void ofPod(Field pod) {
    PodAnnotationRules.check(pod.at("metadata", "annotations"), pod.at("spec"));
    of(PodScope.ofPod(pod));
    if (pod.at("spec", "serviceAccountName").isEmpty()) {
      for (Field volume : pod.at("spec", "volumes").each()) {
        for (Field source : volume.at("projected", "sources").each()) {
          if (source.at("serviceAccountToken").isSet()) {
            source
                .at("serviceAccountToken")
                .forbidden("must not be specified when serviceAccountName is not set");
          }
        }
      }
    }
    pod.at("spec", "containers").each().forEach(ContainerRules::imageWithoutBlanks);
    pod.at("spec", "initContainers").each().forEach(ContainerRules::imageWithoutBlanks);
  }

  static void ofTemplate(Field spec) {
    of(PodScope.ofTemplate(spec));
  }

  /** In the order of the API's own causes. */
  private static void of(PodScope scope) {
    Field spec = scope.spec();
    if (!spec.at("terminationGracePeriodSeconds").isSet()) {
      spec.at("terminationGracePeriodSeconds").required("");
    }
    VolumeRules.check(scope);
    resourceClaims(scope);
    ContainerRules.check(scope);
    PodResourceRules.check(scope);
    ContainerRules.hostNetworkPorts(scope);
    spec.at("restartPolicy").oneOf("Always", "OnFailure", "Never");
    spec.at("dnsPolicy").oneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    WorkloadRules.labels(spec.at("nodeSelector"));
    PodSecurityRules.check(spec);
    AffinityRules.check(spec.at("affinity"));
    dnsConfig(spec);
    gates(spec);
    SpreadRules.check(spec.at("topologySpreadConstraints"));
    WindowsRules.hostProcess(spec);
    PodSecurityRules.userNamespace(scope);
    hostnameOverride(spec);
    names(spec);
    if (spec.at("activeDeadlineSeconds").isSet()) {
      spec.at("activeDeadlineSeconds").inRange(1, Integer.MAX_VALUE);
    }
    TolerationRules.check(spec.at("tolerations"));
    hostAliases(spec.at("hostAliases"));
    Field preemption = spec.at("preemptionPolicy");
    if (preemption.isSet()) {
      preemption.oneOf("PreemptLowerPriority", "Never");
    }
    ResourceRules.ofLimits(spec.at("overhead").reportedAs(spec.at("overhead", "limits")));
    WindowsRules.operatingSystem(spec);
    EnvironmentRules.fileKeyVolumes(spec);
  }

  private static void hostnameOverride(Field spec) {
    Field override = spec.at("hostnameOverride");
    if (!override.isSet()) {
      return;
    }
    if (spec.at("setHostnameAsFQDN").isTrue()) {
      override.forbidden("may not be specified when setHostnameAsFQDN is true");
    }
    if (spec.at("hostNetwork").isTrue()) {
      override.forbidden("may not be specified when hostNetwork is true");
    }
    if (override.string().length() > 64) {
      override.tooLong(64);
    }
    override.check(Formats.dns1123Subdomain(override.string()));
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
  }

  private static void subdomain(Field field) {
    if (!field.isEmpty()) {
      field.check(Formats.dns1123Subdomain(field.string()));
    }
  }

  private static void resourceClaims(PodScope scope) {
    Set<String> names = new HashSet<>();
    for (Field claim : scope.spec().at("resourceClaims").each()) {
      if (scope.isMirror()) {
        claim.reportedAs("[]").forbidden("static pods do not support resource claims");
        continue;
      }
      Field name = claim.at("name");
      if (name.requirePresent()) {
        if (!names.add(name.string())) {
          name.duplicate();
        } else {
          name.check(Formats.dns1123Label(name.string()));
        }
      }
      Field direct = claim.at("resourceClaimName");
      Field template = claim.at("resourceClaimTemplateName");
      if (direct.isSet() && template.isSet()) {
        claim.invalid(
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
      } else if (!direct.isSet() && !template.isSet()) {
        claim.invalid("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
      for (Field reference : List.of(direct, template)) {
        if (reference.isSet()) {
          reference.check(Formats.dns1123Subdomain(reference.string()));
        }
      }
    }
  }

  private static void dnsConfig(Field spec) {
    Field config = spec.at("dnsConfig");
    Field servers = config.at("nameservers");
    if (spec.at("dnsPolicy").is("None")) {
      if (!config.isSet()) {
        config.required("must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (servers.size() == 0) {
        servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
        return;
      }
    }
    if (servers.size() > 3) {
      servers.invalid("must not have more than 3 nameservers");
    }
    for (Field server : servers.each()) {
      server.check(Addresses.checkStrictIp(server.string()));
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
        Formats.dns1123SubdomainWithUnderscore(bare).forEach(m -> search.invalid(bare, m));
      }
    }
    for (Field option : config.at("options").each()) {
      if (option.at("name").isEmpty()) {
        option.required("must not be empty");
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
      Formats.labelKey(name.string()).forEach(m -> gate.invalid(name.string(), m));
      if (!names.add(name.string())) {
        gate.duplicate(name.string());
      }
    }
  }

  private static void hostAliases(Field aliases) {
    for (Field alias : aliases.each()) {
      alias.at("ip").check(Addresses.checkStrictIp(alias.at("ip").string()));
      for (Field host : alias.at("hostnames").each()) {
        host.check(Formats.dns1123Subdomain(host.string()));
      }
    }
  }
}
