package io.navarch.node.server;

import io.navarch.model.json.Json;
import io.navarch.node.NodeAgent;
import io.navarch.node.cri.v1.ContainerStats;
import io.navarch.node.pod.RuntimeLabels;
import io.navarch.node.pod.Timestamps;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much the node's containers use: the stats summary, and the same as Prometheus text. */
final class StatsEndpoint {
  private final NodeAgent agent;

  StatsEndpoint(NodeAgent agent) {
    this.agent = agent;
  }

  void summary(HttpServerRequest request) {
    Map<String, Map<String, Object>> pods = new LinkedHashMap<>();
    String now = Timestamps.seconds(agent.now());
    for (ContainerStats s : agent.runtime().containerStats()) {
      var labels = s.getAttributes().getLabelsMap();
      String uid = labels.getOrDefault(RuntimeLabels.POD_UID, "");
      Map<String, Object> pod = pods.computeIfAbsent(uid, k -> pod(labels, uid, now));
      @SuppressWarnings("unchecked")
      List<Object> containers = (List<Object>) pod.get("containers");
      if (containers != null) {
        containers.add(container(s));
      }
    }
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("nodeName", agent.facts().name());
    node.put("startTime", now);
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("time", now);
    memory.put("availableBytes", MemoryReading.availableBytes());
    memory.put("usageBytes", MemoryReading.totalBytes() - MemoryReading.freeBytes());
    memory.put("workingSetBytes", MemoryReading.totalBytes() - MemoryReading.availableBytes());
    node.put("memory", memory);
    Map<String, Object> cpu = new LinkedHashMap<>();
    cpu.put("time", now);
    cpu.put("usageCoreNanoSeconds", MemoryReading.cpuNanos());
    node.put("cpu", cpu);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("node", node);
    answer.put("pods", new ArrayList<Object>(pods.values()));
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(Json.write(answer)));
  }

  private static Map<String, Object> pod(Map<String, String> labels, String uid, String now) {
    Map<String, Object> pod = new LinkedHashMap<>();
    Map<String, Object> ref = new LinkedHashMap<>();
    ref.put("name", labels.getOrDefault(RuntimeLabels.POD_NAME, ""));
    ref.put("namespace", labels.getOrDefault(RuntimeLabels.POD_NAMESPACE, ""));
    ref.put("uid", uid);
    pod.put("podRef", ref);
    pod.put("startTime", now);
    pod.put("containers", new ArrayList<Object>());
    return pod;
  }

  private static Map<String, Object> container(ContainerStats s) {
    Map<String, Object> cpu = new LinkedHashMap<>();
    cpu.put("time", time(s.getCpu().getTimestamp()));
    cpu.put("usageNanoCores", s.getCpu().getUsageNanoCores().getValue());
    cpu.put("usageCoreNanoSeconds", s.getCpu().getUsageCoreNanoSeconds().getValue());
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("time", time(s.getMemory().getTimestamp()));
    memory.put("workingSetBytes", s.getMemory().getWorkingSetBytes().getValue());
    memory.put("usageBytes", s.getMemory().getUsageBytes().getValue());
    memory.put("rssBytes", s.getMemory().getRssBytes().getValue());
    Map<String, Object> rootfs = new LinkedHashMap<>();
    rootfs.put("time", time(s.getWritableLayer().getTimestamp()));
    rootfs.put("usedBytes", s.getWritableLayer().getUsedBytes().getValue());
    rootfs.put("inodesUsed", s.getWritableLayer().getInodesUsed().getValue());
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", name(s));
    container.put("cpu", cpu);
    container.put("memory", memory);
    container.put("rootfs", rootfs);
    return container;
  }

  private static String name(ContainerStats s) {
    return s.getAttributes()
        .getLabelsOrDefault(
            RuntimeLabels.CONTAINER_NAME, s.getAttributes().getMetadata().getName());
  }

  private static String time(long nanos) {
    return Timestamps.seconds(Instant.ofEpochSecond(0, nanos));
  }

  /** {@code /metrics}, {@code /metrics/resource}, {@code /metrics/cadvisor}. */
  void metrics(HttpServerRequest request, List<String> path) {
    StringBuilder text = new StringBuilder();
    boolean cadvisor = path.size() > 1 && path.get(1).equals("cadvisor");
    if (path.size() == 1) {
      text.append("# TYPE kubelet_running_pods gauge\nkubelet_running_pods ")
          .append(agent.workers().uids().size())
          .append('\n');
    } else {
      header(
          text,
          cadvisor ? "container_cpu_usage_seconds_total" : "container_cpu_usage_seconds_total",
          "counter");
      List<ContainerStats> all = agent.runtime().containerStats();
      for (ContainerStats s : all) {
        line(
            text,
            "container_cpu_usage_seconds_total",
            s,
            s.getCpu().getUsageCoreNanoSeconds().getValue() / 1e9);
      }
      header(text, "container_memory_working_set_bytes", "gauge");
      for (ContainerStats s : all) {
        line(
            text,
            "container_memory_working_set_bytes",
            s,
            s.getMemory().getWorkingSetBytes().getValue());
      }
      if (!cadvisor) {
        header(text, "node_cpu_usage_seconds_total", "counter");
        text.append("node_cpu_usage_seconds_total ")
            .append(MemoryReading.cpuNanos() / 1e9)
            .append('\n');
        header(text, "node_memory_working_set_bytes", "gauge");
        text.append("node_memory_working_set_bytes ")
            .append(MemoryReading.totalBytes() - MemoryReading.availableBytes())
            .append('\n');
      }
    }
    request.response().putHeader("Content-Type", "text/plain; version=0.0.4").end(text.toString());
  }

  private static void header(StringBuilder text, String name, String type) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, ContainerStats s, double value) {
    var labels = s.getAttributes().getLabelsMap();
    text.append(name)
        .append("{container=\"")
        .append(name(s))
        .append("\",namespace=\"")
        .append(labels.getOrDefault(RuntimeLabels.POD_NAMESPACE, ""))
        .append("\",pod=\"")
        .append(labels.getOrDefault(RuntimeLabels.POD_NAME, ""))
        .append("\"} ")
        .append(value)
        .append('\n');
  }
}
