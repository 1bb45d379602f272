package io.navarch.gateway.strategy;

import io.navarch.model.format.Formats;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The rules for probes and lifecycle hooks. */
final class ProbeRules {
  private static final List<String> PROBE_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc");
  private static final List<String> HOOK_HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "sleep");
  private static final Set<String> WINDOWS_SIGNALS = Set.of("SIGKILL", "SIGTERM");
  private static final Set<String> LINUX_SIGNALS = linuxSignals();

  private static Set<String> linuxSignals() {
    Set<String> signals =
        new TreeSet<>(
            Set.of(
                ("SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO"
                        + " SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGSEGV"
                        + " SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU"
                        + " SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ SIGRTMIN"
                        + " SIGRTMAX")
                    .split(" ")));
    for (int i = 1; i <= 15; i++) {
      signals.add("SIGRTMIN+" + i);
    }
    for (int i = 1; i <= 14; i++) {
      signals.add("SIGRTMAX-" + i);
    }
    return signals;
  }

  private ProbeRules() {}

  static void lifecycleAndProbes(Field container, Field spec) {
    for (String hook : List.of("postStart", "preStop")) {
      Field handler = container.at("lifecycle", hook);
      if (handler.isSet()) {
        handler(handler, spec, HOOK_HANDLERS);
      }
    }
    stopSignal(container.at("lifecycle", "stopSignal"), spec.at("os"));
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

  private static void stopSignal(Field signal, Field os) {
    if (!signal.isSet()) {
      return;
    }
    if (!os.isSet()) {
      signal.forbidden("may not be set for containers with empty `spec.os.name`");
      return;
    }
    Set<String> known =
        switch (os.at("name").string()) {
          case "windows" -> WINDOWS_SIGNALS;
          case "linux" -> LINUX_SIGNALS;
          default -> Set.of(signal.string());
        };
    if (!known.contains(signal.string())) {
      signal.notSupported(known);
    }
  }

  private static void probe(Field probe, Field spec) {
    handler(probe, spec, PROBE_HANDLERS);
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

  private static void handler(Field parent, Field spec, List<String> handlers) {
    boolean found = false;
    for (String name : handlers) {
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
        default -> sleep(handler, spec);
      }
    }
    if (!found) {
      parent.required("must specify a handler type");
    }
  }

  private static void httpGet(Field action) {
    action.at("path").requirePresent();
    portNumberOrName(action.at("port"));
    action.at("scheme").among("HTTP", "HTTPS");
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

  private static void sleep(Field action, Field spec) {
    Field grace = spec.at("terminationGracePeriodSeconds");
    long seconds = action.at("seconds").number();
    if (grace.isSet() && (seconds < 0 || seconds > grace.number())) {
      action.invalid(
          seconds,
          "must be non-negative and less than terminationGracePeriodSeconds ("
              + grace.number()
              + ")");
    }
  }
}
