package io.navarch.gateway.table;

import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a Pod. Its state of health is the outcome of a walk over the containers' states: one
 * walk per row, so an instance is used once.
 */
final class PodRow {
  private static final List<Object> SUCCEEDED =
      over("Succeeded", "The pod has completed successfully.");
  private static final List<Object> FAILED = over("Failed", "The pod failed.");

  private final Part pod;
  private final Part spec;
  private final Part status;
  private final Part conditions;

  private String shown;
  private @Nullable String error;
  private boolean isInitializing;
  private boolean hasRunning;
  private long ready;
  private final Restarts all = new Restarts();
  private final Restarts lasting = new Restarts();

  private PodRow(Part pod) {
    this.pod = pod;
    spec = pod.at("spec");
    status = pod.at("status");
    conditions = status.at("conditions");
    shown = status.at("reason").textOr(status.at("phase").text());
  }

  static List<Object> cells(Part pod, Instant now) {
    PodRow row = new PodRow(pod);
    Restarts restarts = row.walk();
    return List.of(
        Row.name(pod),
        row.ready + "/" + row.total(),
        row.shown,
        restarts.text(now),
        Row.age(pod, now),
        row.address(),
        row.spec.at("nodeName").textOr(Texts.NONE),
        row.status.at("nominatedNodeName").textOr(Texts.NONE),
        row.gates());
  }

  /** Decides the status, and which restarts count. */
  private Restarts walk() {
    if (conditions.items().stream().anyMatch(PodRow::isGated)) {
      shown = "SchedulingGated";
    }
    walkInitContainers();
    Restarts counted = all;
    if (!isInitializing || conditions.holds("Initialized")) {
      counted = lasting;
      walkContainers();
    }
    if (pod.at("metadata", "deletionTimestamp").isPresent()) {
      showDeletion();
    }
    return counted;
  }

  private static boolean isGated(Part condition) {
    return condition.at("type").isText("PodScheduled")
        && condition.at("reason").isText("SchedulingGated");
  }

  private void walkInitContainers() {
    List<Part> states = status.at("initContainerStatuses").items();
    for (int i = 0; i < states.size() && !isInitializing; i++) {
      Part container = states.get(i);
      boolean restartable = isRestartable(container.at("name").text());
      all.add(container);
      if (restartable) {
        lasting.add(container);
      }
      Part ended = container.at("state", "terminated");
      if (ended.isPresent() && ended.at("exitCode").number() == 0) {
        continue;
      }
      if (restartable && container.at("started").isTrue()) {
        ready += container.at("ready").isTrue() ? 1 : 0;
        continue;
      }
      shown = "Init:" + blocking(container, i);
      isInitializing = true;
    }
  }

  private String blocking(Part container, int index) {
    Part ended = container.at("state", "terminated");
    if (ended.isPresent()) {
      return endOf(ended);
    }
    String waiting = container.at("state", "waiting", "reason").text();
    return waiting.isEmpty() || waiting.equals("PodInitializing")
        ? index + "/" + spec.at("initContainers").count()
        : waiting;
  }

  private boolean isRestartable(String name) {
    return spec.at("initContainers").items().stream()
        .anyMatch(
            container ->
                container.at("name").isText(name)
                    && container.at("restartPolicy").isText("Always"));
  }

  /** From the last to the first: the first container's trouble is the one that is shown. */
  private void walkContainers() {
    for (Part container : status.at("containerStatuses").items().reversed()) {
      lasting.add(container);
      String waiting = container.at("state", "waiting", "reason").text();
      Part ended = container.at("state", "terminated");
      if (!waiting.isEmpty()) {
        shown = waiting;
      } else if (ended.isPresent()) {
        shown = endOf(ended);
        error = ended.at("exitCode").number() != 0 ? shown : error;
      } else if (container.at("ready").isTrue() && container.at("state", "running").isPresent()) {
        hasRunning = true;
        ready++;
      }
    }
    if (shown.equals("Completed")) {
      showCompletion();
    }
  }

  private void showCompletion() {
    if (hasRunning && conditions.holds("Ready")) {
      shown = "Running";
    } else if (error != null) {
      shown = error;
    } else if (hasRunning) {
      shown = "NotReady";
    }
  }

  private void showDeletion() {
    String phase = status.at("phase").text();
    if (status.at("reason").isText("NodeLost")) {
      shown = "Unknown";
    } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
      shown = "Terminating";
    }
  }

  private static String endOf(Part ended) {
    long signal = ended.at("signal").number();
    return ended
        .at("reason")
        .textOr(signal != 0 ? "Signal:" + signal : "ExitCode:" + ended.at("exitCode").number());
  }

  private long total() {
    long restartable =
        spec.at("initContainers").items().stream()
            .filter(container -> container.at("restartPolicy").isText("Always"))
            .count();
    return spec.at("containers").count() + restartable;
  }

  private String address() {
    return status.at("podIPs").items().stream()
        .findFirst()
        .map(address -> address.at("ip").text())
        .filter(ip -> !ip.isEmpty())
        .orElse(Texts.NONE);
  }

  private String gates() {
    List<Part> gates = spec.at("readinessGates").items();
    long open =
        gates.stream().filter(gate -> conditions.holds(gate.at("conditionType").text())).count();
    return gates.isEmpty() ? Texts.NONE : open + "/" + gates.size();
  }

  /** A sum of restarts and the time of the last end that led to one. */
  private static final class Restarts {
    private long sum;
    private @Nullable Instant last;

    void add(Part container) {
      sum += container.at("restartCount").number();
      Instant end = container.at("lastState", "terminated", "finishedAt").time();
      if (end != null && (last == null || end.isAfter(last))) {
        last = end;
      }
    }

    String text(Instant now) {
      return sum == 0 || last == null
          ? String.valueOf(sum)
          : sum + " (" + HumanDuration.since(last, now) + " ago)";
    }
  }

  private static List<Object> over(String reason, String message) {
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", "Completed");
    condition.put("status", "True");
    condition.put("reason", reason);
    condition.put("message", message);
    return List.of(condition);
  }

  /** What the row of a pod that is over says of that. */
  static List<Object> conditions(ApiObject pod) {
    return switch (ApiObject.string(ApiObject.mapAt(pod.root(), "status"), "phase")) {
      case "Succeeded" -> SUCCEEDED;
      case "Failed" -> FAILED;
      default -> List.of();
    };
  }
}
