package io.navarch.gateway.table;

import java.util.HashMap;
import java.util.Map;

/** Which row belongs to which kind, by group and kind. */
final class BuiltinRows {
  private BuiltinRows() {}

  static Map<KindName, Row> all() {
    Map<KindName, Row> rows = new HashMap<>();
    core(rows);
    workloads(rows);
    return Map.copyOf(rows);
  }

  private static void core(Map<KindName, Row> rows) {
    rows.put(new KindName("", "Pod"), PodRow::cells);
    rows.put(new KindName("", "Node"), CoreRows::node);
    rows.put(new KindName("", "Namespace"), CoreRows::namespace);
    rows.put(new KindName("", "Event"), CoreRows::event);
    rows.put(new KindName("events.k8s.io", "Event"), CoreRows::newEvent);
    rows.put(new KindName("", "ConfigMap"), CoreRows::configMap);
    rows.put(new KindName("", "Secret"), CoreRows::secret);
    rows.put(new KindName("", "ServiceAccount"), Row::nameAndAge);
    rows.put(new KindName("coordination.k8s.io", "Lease"), CoreRows::lease);
    rows.put(new KindName("", "Service"), NetworkRows::service);
    rows.put(new KindName("", "Endpoints"), NetworkRows::endpoints);
    rows.put(new KindName("discovery.k8s.io", "EndpointSlice"), NetworkRows::endpointSlice);
  }

  private static void workloads(Map<KindName, Row> rows) {
    rows.put(new KindName("apps", "Deployment"), WorkloadRows::deployment);
    rows.put(new KindName("apps", "ReplicaSet"), WorkloadRows::replicaSet);
    rows.put(new KindName("apps", "StatefulSet"), WorkloadRows::statefulSet);
    rows.put(new KindName("apps", "DaemonSet"), WorkloadRows::daemonSet);
    rows.put(new KindName("apps", "ControllerRevision"), WorkloadRows::controllerRevision);
    rows.put(new KindName("batch", "Job"), WorkloadRows::job);
    rows.put(new KindName("batch", "CronJob"), WorkloadRows::cronJob);
    rows.put(new KindName("", "PodTemplate"), WorkloadRows::podTemplate);
    rows.put(new KindName("", "ReplicationController"), WorkloadRows::replicationController);
  }
}
