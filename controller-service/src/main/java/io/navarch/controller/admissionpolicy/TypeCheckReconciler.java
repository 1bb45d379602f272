package io.navarch.controller.admissionpolicy;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ParamKind;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicySpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.loop.Outcome;
import io.navarch.controller.loop.Reconciler;
import io.navarch.model.cel.DeclType;
import io.navarch.model.client.Informers;
import io.navarch.model.client.ObjectKey;
import io.navarch.model.json.Json;
import io.navarch.model.resource.GroupVersionKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Writes {@code status.typeChecking} and {@code status.observedGeneration} of policies that
 * changed.
 */
final class TypeCheckReconciler implements Reconciler<ObjectKey> {
  private static final int MOST_TYPES = 10;

  private final KubernetesClient client;
  private final SharedIndexInformer<ValidatingAdmissionPolicy> policies;

  TypeCheckReconciler(
      KubernetesClient client, SharedIndexInformer<ValidatingAdmissionPolicy> policies) {
    this.client = client;
    this.policies = policies;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    ValidatingAdmissionPolicy policy = Informers.find(policies, key);
    if (policy == null || isObserved(policy)) {
      return Outcome.DONE;
    }
    List<TypeCheckPlanner.Warning> warnings = TypeCheckPlanner.plan(read(policy.getSpec()));
    Map<String, Object> typeChecking = new LinkedHashMap<>();
    if (!warnings.isEmpty()) {
      typeChecking.put(
          "expressionWarnings",
          warnings.stream()
              .map(w -> Map.of("fieldRef", w.fieldRef(), "warning", w.warning()))
              .toList());
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("observedGeneration", policy.getMetadata().getGeneration());
    status.put("typeChecking", typeChecking);
    client
        .resource(policy)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), Json.writeString(Map.of("status", status)));
    return Outcome.DONE;
  }

  private static boolean isObserved(ValidatingAdmissionPolicy policy) {
    Long observed = policy.getStatus() == null ? null : policy.getStatus().getObservedGeneration();
    Long generation = policy.getMetadata().getGeneration();
    return generation == null || (observed != null && observed >= generation);
  }

  private TypeCheckPlanner.Policy read(ValidatingAdmissionPolicySpec spec) {
    Map<String, OpenApiTypes> documents = new HashMap<>();
    Map<GroupVersionKind, DeclType> types = new LinkedHashMap<>();
    for (GroupVersionKind kind : kinds(spec)) {
      type(kind, documents).ifPresent(type -> types.put(kind, type));
    }
    ParamKind params = spec.getParamKind();
    DeclType paramType =
        params == null
            ? null
            : type(GroupVersionKind.of(params.getApiVersion(), params.getKind()), documents)
                .orElse(null);
    Map<String, String> variables = new LinkedHashMap<>();
    spec.getVariables().forEach(v -> variables.put(v.getName(), v.getExpression()));
    List<TypeCheckPlanner.Rule> rules = new ArrayList<>();
    spec.getValidations()
        .forEach(
            v ->
                rules.add(
                    new TypeCheckPlanner.Rule(
                        v.getExpression(),
                        v.getMessageExpression() == null ? "" : v.getMessageExpression())));
    return new TypeCheckPlanner.Policy(types, params != null, paramType, variables, rules);
  }

  private Optional<DeclType> type(GroupVersionKind kind, Map<String, OpenApiTypes> documents) {
    return documents.computeIfAbsent(kind.apiVersion(), this::document).typeOf(kind);
  }

  private OpenApiTypes document(String groupVersion) {
    String path = "/openapi/v3/" + (groupVersion.contains("/") ? "apis/" : "api/") + groupVersion;
    String text = null;
    try {
      text = client.raw(path);
    } catch (KubernetesClientException notServed) {
      text = null;
    }
    return new OpenApiTypes(
        text == null ? Map.of() : Json.readObject(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The kinds that the policy's rules name one by one. */
  private List<GroupVersionKind> kinds(ValidatingAdmissionPolicySpec spec) {
    TreeSet<GroupVersionKind> kinds =
        new TreeSet<>(
            Comparator.comparing(GroupVersionKind::group)
                .thenComparing(GroupVersionKind::version)
                .thenComparing(GroupVersionKind::kind));
    if (spec.getMatchConstraints() != null) {
      for (NamedRuleWithOperations rule : spec.getMatchConstraints().getResourceRules()) {
        for (String group : OpenApiTypes.listed(rule.getApiGroups())) {
          for (String version : OpenApiTypes.listed(rule.getApiVersions())) {
            add(group, version, OpenApiTypes.listed(rule.getResources()), kinds);
          }
        }
      }
    }
    return kinds.stream().limit(MOST_TYPES).toList();
  }

  private void add(
      String group, String version, List<String> resources, TreeSet<GroupVersionKind> kinds) {
    APIResourceList served;
    try {
      served = client.getApiResources(group.isEmpty() ? version : group + "/" + version);
    } catch (KubernetesClientException notServed) {
      return;
    }
    if (served == null) {
      return;
    }
    for (APIResource resource : served.getResources()) {
      if (resources.contains(resource.getName()) && !resource.getName().contains("/")) {
        kinds.add(new GroupVersionKind(group, version, resource.getKind()));
      }
    }
  }
}
