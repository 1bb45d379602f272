package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;

/** The rules for probes and lifecycle hooks. */
final class ProbeRules {
  private static final List<String> HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");

  private ProbeRules() {}

  static void lifecycleAndProbes(Field container, Field spec) {
    for (String hook : List.of("postStart", "preStop")) {
      Field handler = container.at("lifecycle", hook);
      if (handler.isSet()) {
        handler(handler, spec);
      }
    }
    Field liveness = container.at("livenessProbe");
    Field startup = container.at("startupProbe");
    for (Field probe : List.of(liveness, container.at("readinessProbe"), startup)) {
      if (probe.isSet()) {
        probe(probe, spec);
      }
    }
    for (Field probe : List.of(liveness, startup)) {
      Field successes = probe.at("successThreshold");
      if (probe.isSet() && successes.number() != 1) {
        successes.invalid("must be 1");
      }
    }
    Field grace = container.at("readinessProbe", "terminationGracePeriodSeconds");
    if (grace.isSet()) {
      grace.invalid("must not be set for readinessProbes");
    }
  }

  private static void probe(Field probe, Field spec) {
    handler(probe, spec);
    for (String number :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      probe.at(number).notNegative();
    }
    Field grace = probe.at("terminationGracePeriodSeconds");
    if (grace.isSet() && grace.number() <= 0) {
      grace.invalid("must be greater than 0");
    }
  }

  private static void handler(Field parent, Field spec) {
    boolean found = false;
    for (String name : HANDLERS) {
      Field handler = parent.at(name);
      if (!handler.isSet()) {
        continue;
      }
      if (found) {
        handler.forbidden("may not specify more than 1 handler type");
        continue;
      }
      found = true;
      switch (name) {
        case "exec" -> handler.at("command").requirePresent();
        case "httpGet" -> httpGet(handler);
        case "tcpSocket", "grpc" -> portNumberOrName(handler.at("port"));
        default -> sleep(handler.at("seconds"), spec);
      }
    }
    if (!found) {
      parent.required("must specify a handler type");
    }
  }

  private static void httpGet(Field action) {
    action.at("path").requirePresent();
    portNumberOrName(action.at("port"));
    action.at("scheme").oneOfIfSet("HTTP", "HTTPS");
    for (Field header : action.at("httpHeaders").each()) {
      String name = header.at("name").string();
      Formats.httpHeaderName(name).forEach(m -> action.at("httpHeaders").invalid(name, m));
    }
  }

  static void portNumberOrName(Field port) {
    if (port.value() instanceof String name) {
      port.check(Formats.portName(name));
    } else {
      Formats.portNumber(port.number()).forEach(m -> port.invalid(port.number(), m));
    }
  }

  private static void sleep(Field seconds, Field spec) {
    Field grace = spec.at("terminationGracePeriodSeconds");
    if (grace.isSet() && (seconds.number() < 0 || seconds.number() > grace.number())) {
      seconds.invalid(
          seconds.number(),
          "must be non-negative and less than terminationGracePeriodSeconds ("
              + grace.number()
              + ")");
    }
  }
}
