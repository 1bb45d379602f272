package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules for the containers of a pod: app, init and ephemeral ones. */
final class ContainerRules {
  private ContainerRules() {}

  static void check(Field spec) {
    Map<String, Field> volumes = new HashMap<>();
    for (Field volume : spec.at("volumes").each()) {
      volumes.put(volume.at("name").string(), volume);
    }
    Set<String> claims = new HashSet<>();
    spec.at("resourceClaims").each().forEach(c -> claims.add(c.at("name").string()));
    Set<String> names = new HashSet<>();
    appContainers(spec, volumes, claims, names);
    initContainers(spec, volumes, claims, names);
    ephemeralContainers(spec, volumes, claims, names);
  }

  private static void appContainers(
      Field spec, Map<String, Field> volumes, Set<String> claims, Set<String> names) {
    Field containers = spec.at("containers");
    if (containers.size() == 0) {
      containers.required("");
    }
    for (Field container : containers.each()) {
      one(container, spec, volumes, claims);
      unique(container, names);
      ProbeRules.lifecycleAndProbes(container, spec);
      restartPolicy(container);
    }
    hostPorts(containers);
  }

  private static void initContainers(
      Field spec, Map<String, Field> volumes, Set<String> claims, Set<String> names) {
    for (Field container : spec.at("initContainers").each()) {
      one(container, spec, volumes, claims);
      unique(container, names);
      restartPolicy(container);
      if (container.at("restartPolicy").is("Always")) {
        ProbeRules.lifecycleAndProbes(container, spec);
      } else {
        for (String member :
            List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
          if (container.at(member).isSet()) {
            container
                .at(member)
                .forbidden("may not be set for init containers without restartPolicy=Always");
          }
        }
      }
    }
  }

  private static void ephemeralContainers(
      Field spec, Map<String, Field> volumes, Set<String> claims, Set<String> names) {
    Set<String> targets = new HashSet<>();
    spec.at("containers").each().forEach(c -> targets.add(c.at("name").string()));
    spec.at("initContainers").each().forEach(c -> targets.add(c.at("name").string()));
    for (Field container : spec.at("ephemeralContainers").each()) {
      one(container, spec, volumes, claims);
      unique(container, names);
      Field target = container.at("targetContainerName");
      if (!target.isEmpty() && !targets.contains(target.string())) {
        target.notFound();
      }
      for (String member :
          List.of(
              "ports",
              "resources",
              "livenessProbe",
              "readinessProbe",
              "startupProbe",
              "lifecycle",
              "resizePolicy")) {
        if (container.at(member).isSet() && !container.at(member).isEmpty()) {
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

  private static void one(
      Field container, Field spec, Map<String, Field> volumes, Set<String> claims) {
    Field name = container.at("name");
    if (name.requirePresent()) {
      name.check(Formats.dns1123Label(name.string()));
    }
    container.at("image").requirePresent();
    container.at("terminationMessagePolicy").oneOf("File", "FallbackToLogsOnError");
    ports(container.at("ports"), spec.at("hostNetwork").isTrue());
    EnvironmentRules.check(container);
    MountRules.check(container, volumes);
    container.at("imagePullPolicy").oneOf("Always", "IfNotPresent", "Never");
    ResourceRules.ofContainer(container.at("resources"), claims);
    resizePolicy(container.at("resizePolicy"), spec.at("restartPolicy"));
    PodSecurityRules.container(container.at("securityContext"), spec);
  }

  private static void ports(Field ports, boolean hostNetwork) {
    Set<String> names = new HashSet<>();
    for (Field port : ports.each()) {
      Field name = port.at("name");
      if (!name.isEmpty() && name.check(Formats.portName(name.string()))) {
        if (!names.add(name.string())) {
          name.duplicate();
        }
      }
      Field containerPort = port.at("containerPort");
      if (containerPort.requirePresent()) {
        containerPort.check(Formats.portNumber(containerPort.number()));
      }
      Field hostPort = port.at("hostPort");
      if (!hostPort.isEmpty()) {
        hostPort.check(Formats.portNumber(hostPort.number()));
        if (hostNetwork && hostPort.number() != containerPort.number()) {
          hostPort.invalid("must match `containerPort` when `hostNetwork` is true");
        }
      }
      port.at("protocol").oneOf("TCP", "UDP", "SCTP");
    }
  }

  private static void hostPorts(Field containers) {
    Set<String> taken = new HashSet<>();
    for (Field container : containers.each()) {
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
      rule.at("action").oneOf("Restart");
      Field codes = rule.at("exitCodes");
      if (!codes.isSet()) {
        codes.required("must be specified");
      } else {
        codes.at("operator").oneOf("In", "NotIn");
        if (codes.at("values").size() == 0) {
          codes.at("values").invalid(List.of(), "must specify at least one value");
        } else if (codes.at("values").size() > 255) {
          codes.at("values").tooMany(255);
        }
      }
    }
  }

  private static void resizePolicy(Field policies, Field podRestartPolicy) {
    Set<String> names = new HashSet<>();
    for (Field policy : policies.each()) {
      Field resource = policy.at("resourceName");
      resource.oneOf("cpu", "memory");
      if (!names.add(resource.string())) {
        policies.duplicate(resource.string());
      }
      policy.at("restartPolicy").oneOf("NotRequired", "RestartContainer");
      if (podRestartPolicy.is("Never") && policy.at("restartPolicy").is("RestartContainer")) {
        policy.at("restartPolicy").invalid("must be 'NotRequired' when `restartPolicy` is 'Never'");
      }
    }
  }
}
