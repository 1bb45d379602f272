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
    network(rows);
    storage(rows);
    access(rows);
    policy(rows);
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

  private static void network(Map<KindName, Row> rows) {
    rows.put(new KindName("networking.k8s.io", "Ingress"), NetworkRows::ingress);
    rows.put(new KindName("networking.k8s.io", "IngressClass"), NetworkRows::ingressClass);
    rows.put(new KindName("networking.k8s.io", "NetworkPolicy"), NetworkRows::networkPolicy);
    rows.put(new KindName("networking.k8s.io", "ServiceCIDR"), NetworkRows::serviceRange);
    rows.put(new KindName("networking.k8s.io", "IPAddress"), NetworkRows::address);
  }

  private static void storage(Map<KindName, Row> rows) {
    rows.put(new KindName("", "PersistentVolume"), StorageRows::volume);
    rows.put(new KindName("", "PersistentVolumeClaim"), StorageRows::claim);
    rows.put(new KindName("storage.k8s.io", "StorageClass"), StorageRows::storageClass);
    rows.put(new KindName("storage.k8s.io", "VolumeAttributesClass"), StorageRows::attributesClass);
    rows.put(new KindName("storage.k8s.io", "VolumeAttachment"), StorageRows::attachment);
    rows.put(new KindName("storage.k8s.io", "CSINode"), StorageRows::csiNode);
    rows.put(new KindName("storage.k8s.io", "CSIDriver"), StorageRows::csiDriver);
  }

  private static void access(Map<KindName, Row> rows) {
    rows.put(new KindName("rbac.authorization.k8s.io", "RoleBinding"), AccessRows::binding);
    rows.put(new KindName("rbac.authorization.k8s.io", "ClusterRoleBinding"), AccessRows::binding);
    rows.put(
        new KindName("certificates.k8s.io", "CertificateSigningRequest"),
        AccessRows::certificateRequest);
    rows.put(
        new KindName("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        AccessRows::webhooks);
    rows.put(
        new KindName("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
        AccessRows::webhooks);
    rows.put(
        new KindName("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
        AccessRows::validatingPolicy);
    rows.put(
        new KindName("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
        AccessRows::mutatingPolicy);
    rows.put(
        new KindName("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        AccessRows::policyBinding);
    rows.put(
        new KindName("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
        AccessRows::policyBinding);
    rows.put(new KindName("flowcontrol.apiserver.k8s.io", "FlowSchema"), AccessRows::flowSchema);
    rows.put(
        new KindName("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
        AccessRows::priorityLevel);
    rows.put(new KindName("apiregistration.k8s.io", "APIService"), AccessRows::apiService);
  }

  private static void policy(Map<KindName, Row> rows) {
    rows.put(new KindName("policy", "PodDisruptionBudget"), PolicyRows::disruptionBudget);
    rows.put(new KindName("", "ResourceQuota"), PolicyRows::quota);
    rows.put(new KindName("scheduling.k8s.io", "PriorityClass"), PolicyRows::priorityClass);
    rows.put(new KindName("node.k8s.io", "RuntimeClass"), PolicyRows::runtimeClass);
    rows.put(new KindName("", "ComponentStatus"), PolicyRows::componentStatus);
    rows.put(new KindName("autoscaling", "Scale"), PolicyRows::scale);
    rows.put(new KindName("autoscaling", "HorizontalPodAutoscaler"), AutoscalerRow::cells);
    rows.put(new KindName("resource.k8s.io", "ResourceClaim"), PolicyRows::resourceClaim);
    rows.put(new KindName("resource.k8s.io", "ResourceClaimTemplate"), Row::nameAndAge);
    rows.put(new KindName("resource.k8s.io", "DeviceClass"), Row::nameAndAge);
    rows.put(new KindName("resource.k8s.io", "ResourceSlice"), PolicyRows::resourceSlice);
  }
}
