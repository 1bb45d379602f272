package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceDefinition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The strategies of all built-in kinds, by resource; everything else is a custom resource. */
public final class BuiltinStrategies implements Strategies {
  private static final BiConsumer<Field, Field> FREE = (_, _) -> {};

  private final Map<String, Strategy> byResource = new HashMap<>();
  private final Strategy custom = new CustomResourceStrategy(false);
  private final Strategy customWithStatus = new CustomResourceStrategy(true);

  public BuiltinStrategies() {
    core();
    workloads();
    networking();
    storage();
    access();
    policies();
    extension();
    devices();
  }

  @Override
  public Strategy of(ResourceDefinition resource) {
    Strategy versioned =
        byResource.get(resource.plural() + "." + resource.group() + "/" + resource.version());
    if (versioned != null) {
      return versioned;
    }
    Strategy builtin = byResource.get(resource.plural() + "." + resource.group());
    if (builtin != null) {
      return builtin;
    }
    return resource.hasStatus() ? customWithStatus : custom;
  }

  private void core() {
    add("pods", "", new PodStrategy());
    add("podtemplates", "", new TemplateHolderStrategy());
    add("services", "", new ServiceStrategy());
    add("configmaps", "", new ConfigMapStrategy());
    add("secrets", "", new SecretStrategy());
    add(
        "serviceaccounts",
        "",
        RuleStrategy.of(_ -> {})
            .defaulting(BuiltinStrategies::nameSecretsOnly)
            .warning(BuiltinStrategies::serviceAccountWarnings));
    add("namespaces", "", new NamespaceStrategy());
    add("nodes", "", new NodeStrategy());
    add("events", "", new EventStrategy(false));
    add("events", "events.k8s.io", new EventStrategy(true));
    rules("endpoints", "", DiscoveryRules::endpoints, FREE);
    rules(
        "endpointslices",
        "discovery.k8s.io",
        DiscoveryRules::slice,
        (now, old) -> now.at("addressType").immutable(old.at("addressType")));
    rules("leases", "coordination.k8s.io", DiscoveryRules::lease, FREE);
    add("limitranges", "", new LimitRangeStrategy());
    add(
        "resourcequotas",
        "",
        RuleStrategy.of(status(Map.of()), QuotaRules::check)
            .onChange(QuotaRules::checkChange)
            .onStatus((now, _) -> QuotaRules.checkStatus(now)));
  }

  private void workloads() {
    add("deployments", "apps", new DeploymentStrategy());
    add("replicasets", "apps", new ReplicaSetStrategy());
    add("daemonsets", "apps", new DaemonSetStrategy());
    add("statefulsets", "apps", new StatefulSetStrategy());
    rules(
        "controllerrevisions",
        "apps",
        revision -> {
          revision.at("revision").notNegative();
          Field data = revision.at("data");
          if (!data.isSet()) {
            data.required("data is mandatory");
          } else if (!(data.value() instanceof Map<?, ?>)) {
            data.required("data must be a valid JSON object");
          }
        },
        (now, old) -> now.at("data").immutable(old.at("data")));
    add("replicationcontrollers", "", new ReplicationControllerStrategy());
    add("jobs", "batch", new JobStrategy());
    add("cronjobs", "batch", new CronJobStrategy());
    add("horizontalpodautoscalers", "autoscaling", new AutoscalerStrategy());
    add("horizontalpodautoscalers", "autoscaling/v1", new FirstAutoscalerStrategy());
  }

  private void networking() {
    String group = "networking.k8s.io";
    add(
        "ingresses",
        group,
        RuleStrategy.of(
                status(Map.of("loadBalancer", new LinkedHashMap<>())), NetworkRules::ingress)
            .onCreate(NetworkRules::newIngress)
            .onStatus((now, _) -> NetworkRules.ingressStatus(now))
            .warningCreators(NetworkRules::ingressWarnings));
    rules(
        "ingressclasses",
        group,
        NetworkRules::ingressClass,
        (now, old) -> now.at("spec", "controller").immutable(old.at("spec", "controller")));
    add("networkpolicies", group, new NetworkPolicyStrategy());
    add(
        "servicecidrs",
        group,
        RuleStrategy.of(status(Map.of()).keepingMetadata(), _ -> {})
            .onCreate(NetworkRules::serviceCidr)
            .onChange(NetworkRules::serviceCidrChange));
    add(
        "ipaddresses",
        group,
        RuleStrategy.of(NetworkRules::ipAddress)
            .onCreate(NetworkRules::newIpAddress)
            .onChange(
                (now, old) -> now.at("spec", "parentRef").immutable(old.at("spec", "parentRef"))));
  }

  private void storage() {
    String group = "storage.k8s.io";
    add(
        "persistentvolumes",
        "",
        RuleStrategy.of(status(Map.of("phase", "Pending")), PersistentVolumeRules::check)
            .dating(PersistentVolumeRules::datePhase)
            .onChange(PersistentVolumeRules::checkChange)
            .warning(StorageWarnings::ofVolume));
    add(
        "persistentvolumeclaims",
        "",
        RuleStrategy.of(
                status(Map.of("phase", "Pending")), claim -> ClaimRules.spec(claim.at("spec")))
            .defaulting(claim -> ClaimRules.fillSources(ApiObject.mapAt(claim.root(), "spec")))
            .onChange(ClaimChangeRules::check)
            .onStatus((now, _) -> ClaimChangeRules.checkStatus(now))
            .warning(StorageWarnings::ofClaim));
    add(
        "storageclasses",
        group,
        RuleStrategy.of(StorageClassRules::check)
            .onChange(StorageClassRules::checkChange)
            .warning(StorageWarnings::ofClass));
    add(
        "volumeattachments",
        group,
        RuleStrategy.of(status(Map.of("attached", false)).keepingMetadata(), CsiRules::attachment)
            .onChange(CsiRules::attachmentChange)
            .onStatus(
                (now, old) -> {
                  CsiRules.attachment(now);
                  CsiRules.attachmentChange(now, old);
                }));
    add(
        "csidrivers",
        group,
        RuleStrategy.of(CsiRules::driver)
            .onChange(CsiRules::driverChange)
            .warning(CsiRules::warnings));
    rules("csinodes", group, CsiRules::node, CsiRules::nodeChange);
    rules(
        "csistoragecapacities",
        group,
        CsiRules::capacity,
        (now, old) -> {
          now.at("nodeTopology").immutable(old.at("nodeTopology"));
          now.at("storageClassName").immutable(old.at("storageClassName"));
        });
    rules(
        "volumeattributesclasses",
        group,
        StorageClassRules::attributes,
        StorageClassRules::attributesChange);
  }

  private void access() {
    String group = "rbac.authorization.k8s.io";
    rules("roles", group, AccessRules::role, FREE);
    rules("clusterroles", group, AccessRules::clusterRole, FREE);
    add("rolebindings", group, new RoleBindingStrategy(true));
    add("clusterrolebindings", group, new RoleBindingStrategy(false));
    add("certificatesigningrequests", "certificates.k8s.io", new CertificateRequestStrategy());
  }

  private void policies() {
    add(
        "poddisruptionbudgets",
        "policy",
        RuleStrategy.of(
                status(
                    Map.of(
                        "disruptionsAllowed", 0L,
                        "currentHealthy", 0L,
                        "desiredHealthy", 0L,
                        "expectedPods", 0L)),
                PolicyRules::disruptionBudget)
            .onStatus((now, _) -> PolicyRules.disruptionBudgetStatus(now)));
    add(
        "priorityclasses",
        "scheduling.k8s.io",
        RuleStrategy.of(_ -> {})
            .onCreate(PolicyRules::priorityClass)
            .onChange(PolicyRules::priorityClassChange));
    rules(
        "runtimeclasses",
        "node.k8s.io",
        PolicyRules::runtimeClass,
        (now, old) -> now.at("handler").immutable(old.at("handler")));
    String flowControl = "flowcontrol.apiserver.k8s.io";
    add("flowschemas", flowControl, new FlowSchemaStrategy());
    add("prioritylevelconfigurations", flowControl, new PriorityLevelStrategy());
  }

  private void extension() {
    add("customresourcedefinitions", "apiextensions.k8s.io", new DefinitionStrategy());
    add(
        "apiservices",
        "apiregistration.k8s.io",
        RuleStrategy.of(
                status(Map.of())
                    .keeping(List.of("labels", "annotations", "finalizers", "ownerReferences")),
                ApiServiceRules::check)
            .onStatus((now, _) -> ApiServiceRules.checkStatus(now)));
    String admission = "admissionregistration.k8s.io";
    add("validatingadmissionpolicies", admission, new AdmissionPolicyStrategy(false));
    add("mutatingadmissionpolicies", admission, new AdmissionPolicyStrategy(true));
    add("validatingadmissionpolicybindings", admission, new PolicyBindingStrategy(false));
    add("mutatingadmissionpolicybindings", admission, new PolicyBindingStrategy(true));
    add("validatingwebhookconfigurations", admission, new WebhookConfigurationStrategy(false));
    add("mutatingwebhookconfigurations", admission, new WebhookConfigurationStrategy(true));
  }

  private void devices() {
    String group = "resource.k8s.io";
    rules("deviceclasses", group, DeviceRules::deviceClass, FREE);
    add(
        "resourceclaims",
        group,
        RuleStrategy.of(status(Map.of()).keepingMetadata(), _ -> {})
            .defaulting(DeviceDefaults::claim)
            .onCreate(ResourceClaimRules::claim)
            .onChange((now, old) -> now.at("spec").immutable(old.at("spec")))
            .onStatus(ResourceClaimRules::checkStatus));
    add(
        "resourceclaimtemplates",
        group,
        RuleStrategy.of(ResourceClaimRules::template)
            .defaulting(DeviceDefaults::template)
            .onChange((now, old) -> now.at("spec").immutable(old.at("spec"))));
    add(
        "resourceslices",
        group,
        RuleStrategy.of(_ -> {})
            .dating(DeviceDefaults::taintTimes)
            .onCreate(ResourceSliceRules::checkNew)
            .onChange(ResourceSliceRules::checkChange));
  }

  /** An account names its secrets; what else a reference says is dropped. */
  private static void nameSecretsOnly(ApiObject account) {
    for (Object each : ApiObject.listAt(account.root(), "secrets")) {
      if (each instanceof Map<?, ?> secret) {
        secret.keySet().retainAll(Set.of("name"));
      }
    }
  }

  private static List<String> serviceAccountWarnings(Field account) {
    Field old =
        account.at("metadata", "annotations").key("kubernetes.io/enforce-mountable-secrets");
    return old.isSet()
        ? List.of(
            old.path()
                + ": deprecated in v1.32+; prefer separate namespaces to isolate access to mounted"
                + " secrets")
        : List.of();
  }

  private static StatusOwnership status(Map<String, Object> initial) {
    return StatusOwnership.startingWith(initial);
  }

  private void add(String plural, String group, Strategy strategy) {
    byResource.put(plural + "." + group, strategy);
  }

  private void rules(
      String plural, String group, Consumer<Field> always, BiConsumer<Field, Field> change) {
    add(plural, group, RuleStrategy.of(always).onChange(change));
  }
}
