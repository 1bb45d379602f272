package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for the containers of a pod: app, init and ephemeral ones. */
final class ContainerRules {
  /** What an ephemeral container may not have, in the order in which the API reports it. */
  private static final List<String> NOT_EPHEMERAL =
      List.of(
          "ports",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle");

  private ContainerRules() {}

  static void check(PodScope scope) {
    appContainers(scope);
    initContainers(scope);
    ephemeralContainers(scope);
  }

  private static void appContainers(PodScope scope) {
    Field containers = scope.spec().at("containers");
    if (containers.size() == 0) {
      containers.required("");
      return;
    }
    Set<String> names = new HashSet<>();
    Set<String> hostPorts = new HashSet<>();
    for (Field container : containers.each()) {
      one(container, scope);
      unique(container, names);
      ProbeRules.lifecycleAndProbes(container, scope.spec());
      restartPolicy(container);
    }
    containers.each().forEach(container -> hostPorts(container, hostPorts));
  }

  private static void initContainers(PodScope scope) {
    Set<String> names = names(scope.spec().at("containers"));
    for (Field container : scope.spec().at("initContainers").each()) {
      one(container, scope);
      restartPolicyOfInit(container);
      unique(container, names);
      hostPorts(container, new HashSet<>());
      boolean sidecar = container.at("restartPolicy").is("Always");
      if (sidecar) {
        ProbeRules.lifecycleAndProbes(container, scope.spec());
      } else {
        notForInit(container);
      }
    }
  }

  private static void notForInit(Field container) {
    for (String member : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (container.at(member).isSet()) {
        container
            .at(member)
            .forbidden("may not be set for init containers without restartPolicy=Always");
      }
    }
    for (Field policy : container.at("resizePolicy").each()) {
      if (policy.at("restartPolicy").is("RestartContainer")) {
        policy
            .at("restartPolicy")
            .invalid("must not be set to 'RestartContainer' for non-sidecar initContainers");
      }
    }
  }

  private static Set<String> names(Field containers) {
    Set<String> names = new HashSet<>();
    containers.each().forEach(c -> names.add(c.at("name").string()));
    return names;
  }

  private static void ephemeralContainers(PodScope scope) {
    Field spec = scope.spec();
    if (spec.at("ephemeralContainers").size() == 0) {
      return;
    }
    Set<String> others = names(spec.at("containers"));
    others.addAll(names(spec.at("initContainers")));
    Set<String> names = new HashSet<>(others);
    for (Field container : spec.at("ephemeralContainers").each()) {
      one(container, scope);
      imageWithoutBlanks(container);
      unique(container, names);
      Field target = container.at("targetContainerName");
      if (!target.isEmpty() && !others.contains(target.string())) {
        target.notFound();
      }
      for (String member : NOT_EPHEMERAL) {
        boolean given =
            member.equals("resources")
                ? !container.at(member).isEmpty()
                : container.at(member).isSet();
        if (given) {
          container.at(member).forbidden("cannot be set for an Ephemeral Container");
        }
      }
      for (Field mount : container.at("volumeMounts").each()) {
        for (String member : List.of("subPath", "subPathExpr")) {
          if (!mount.at(member).isEmpty()) {
            mount.at(member).forbidden("cannot be set for an Ephemeral Container");
          }
        }
      }
    }
  }

  private static void unique(Field container, Set<String> names) {
    if (!names.add(container.at("name").string())) {
      container.at("name").duplicate();
    }
  }

  /** Holds for pods only: templates with such images exist. */
  static void imageWithoutBlanks(Field container) {
    Field image = container.at("image");
    if (!image.string().equals(image.string().strip())) {
      image.invalid("must not have leading or trailing whitespace");
    }
  }

  private static void one(Field container, PodScope scope) {
    Field name = container.at("name");
    if (name.requirePresent()) {
      name.check(Formats.dns1123Label(name.string()));
    }
    container.at("image").requirePresent();
    container.at("terminationMessagePolicy").oneOf("File", "FallbackToLogsOnError");
    ports(container.at("ports"));
    EnvironmentRules.check(container);
    MountRules.check(container, scope.volumes());
    container.at("imagePullPolicy").oneOf("Always", "IfNotPresent", "Never");
    ResourceRules.ofContainer(container.at("resources"), scope.claims());
    resizePolicy(container.at("resizePolicy"), scope.spec().at("restartPolicy"));
    PodSecurityRules.container(container.at("securityContext"), scope);
  }

  private static void ports(Field ports) {
    Set<String> names = new HashSet<>();
    for (Field port : ports.each()) {
      Field name = port.at("name");
      if (!name.isEmpty()
          && name.check(Formats.portName(name.string()))
          && !names.add(name.string())) {
        name.duplicate();
      }
      Field containerPort = port.at("containerPort");
      if (containerPort.requirePresent()) {
        containerPort.check(Formats.portNumber(containerPort.number()));
      }
      Field hostPort = port.at("hostPort");
      if (!hostPort.isEmpty()) {
        hostPort.check(Formats.portNumber(hostPort.number()));
      }
      port.at("protocol").oneOf("SCTP", "TCP", "UDP");
    }
  }

  /** In the host's network the ports are the host's; a template may leave them to the pods. */
  static void hostNetworkPorts(PodScope scope) {
    if (!scope.spec().at("hostNetwork").isTrue()) {
      return;
    }
    for (Field container : scope.spec().at("containers").each()) {
      for (Field port : container.at("ports").each()) {
        long onHost = port.at("hostPort").number();
        boolean counts = scope.isPod() || onHost != 0;
        if (counts && onHost != port.at("containerPort").number()) {
          port.at("hostPort")
              .invalid(onHost, "must match `containerPort` when `hostNetwork` is true");
        }
      }
    }
  }

  private static void hostPorts(Field container, Set<String> taken) {
    for (Field port : container.at("ports").each()) {
      if (!port.at("hostPort").isEmpty()) {
        String key =
            port.at("protocol").string()
                + "/"
                + port.at("hostIP").string()
                + "/"
                + port.at("hostPort").number();
        if (!taken.add(key)) {
          port.at("hostPort").duplicate(key);
        }
      }
    }
  }

  private static void restartPolicyOfInit(Field container) {
    if (container.at("restartPolicy").isSet()) {
      restartPolicy(container);
    } else if (container.at("restartPolicyRules").size() > 0) {
      container
          .at("restartPolicy")
          .required("must specify restartPolicy when restart rules are used");
    }
  }

  private static void restartPolicy(Field container) {
    Field policy = container.at("restartPolicy");
    Field rules = container.at("restartPolicyRules");
    if (policy.isSet()) {
      policy.oneOfIfSet("Always", "Never", "OnFailure");
    } else if (rules.size() > 0) {
      policy.required("must specify restartPolicy when restart rules are used");
    }
    if (rules.size() > 20) {
      rules.tooMany(20);
    }
    for (Field rule : rules.each()) {
      rule.at("action").among("Restart", "RestartAllContainers");
      Field codes = rule.at("exitCodes");
      if (!codes.isSet()) {
        codes.required("must be specified");
      } else {
        codes.at("operator").among("In", "NotIn");
        if (codes.at("values").size() > 255) {
          codes.at("values").tooMany(255);
        }
      }
    }
  }

  private static void resizePolicy(Field policies, Field podRestartPolicy) {
    Set<String> names = new HashSet<>();
    for (Field policy : policies.each()) {
      Field resource = policy.at("resourceName");
      if (!names.add(resource.string())) {
        policy.duplicate(resource.string());
      }
      resource.reportedAs(policies).oneOf("cpu", "memory");
      Field restart = policy.at("restartPolicy").reportedAs(policies);
      restart.oneOf("NotRequired", "RestartContainer");
      if (podRestartPolicy.is("Never") && !restart.is("NotRequired")) {
        restart.invalid("must be 'NotRequired' when pod `restartPolicy` is 'Never'");
      }
    }
  }
}
