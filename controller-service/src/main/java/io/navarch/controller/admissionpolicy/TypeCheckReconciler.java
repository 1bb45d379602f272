package io.navarch.controller.admissionpolicy;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes {@code status.typeChecking} and {@code status.observedGeneration} of policies that
 * changed.
 */
final class TypeCheckReconciler implements Reconciler<ObjectKey> {
  /** Who manages the status, in upstream's words. */
  private static final String MANAGER = "validatingadmissionpolicy-status";

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
    client
        .resource(policy)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(MANAGER)
                .withForce(true)
                .build(),
            Json.writeString(applied(policy, warnings)));
    return Outcome.DONE;
  }

  private static Map<String, Object> applied(
      ValidatingAdmissionPolicy policy, List<TypeCheckPlanner.Warning> warnings) {
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
    Map<String, Object> applied = new LinkedHashMap<>();
    applied.put("apiVersion", policy.getApiVersion());
    applied.put("kind", policy.getKind());
    applied.put("metadata", Map.of("name", policy.getMetadata().getName()));
    applied.put("status", status);
    return applied;
  }

  private static boolean isObserved(ValidatingAdmissionPolicy policy) {
    Long observed = policy.getStatus() == null ? null : policy.getStatus().getObservedGeneration();
    Long generation = policy.getMetadata().getGeneration();
    return generation == null || (observed != null && observed >= generation);
  }

  private TypeCheckPlanner.Policy read(ValidatingAdmissionPolicySpec spec) {
    Map<String, OpenApiTypes> documents = new HashMap<>();
    Map<GroupVersionKind, DeclType> types = new LinkedHashMap<>();
    if (spec.getMatchConstraints() != null) {
      RuleKinds.of(client, spec.getMatchConstraints().getResourceRules())
          .forEach(kind -> type(kind, documents).ifPresent(type -> types.put(kind, type)));
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
}
