package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.admission.AdmissionChain;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.cache.CachedObject;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pods/eviction}: deletes a pod if its disruption budget allows it. */
final class PodEviction implements SubresourceHandler {
  private static final GroupVersionKind KIND = new GroupVersionKind("policy", "v1", "Eviction");

  private final PostedForms forms;
  private final ObjectStorage storage;
  private final ObjectReader reader;
  private final DeleteOperation deletes;
  private final AdmissionChain admission;
  private final ResourceCatalog catalog;
  private final InstantSource clock;

  PodEviction(
      PostedForms forms,
      ObjectStorage storage,
      ObjectReader reader,
      DeleteOperation deletes,
      AdmissionChain admission,
      ResourceCatalog catalog,
      InstantSource clock) {
    this.forms = forms;
    this.storage = storage;
    this.reader = reader;
    this.deletes = deletes;
    this.admission = admission;
    this.catalog = catalog;
    this.clock = clock;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return verb.equals("create")
        && resource.group().isEmpty()
        && resource.plural().equals("pods")
        && subresource.equals("eviction");
  }

  @Override
  public void handle(Exchange exchange, RequestInfo request, ResourceDefinition pods, User user) {
    Representation as = Answers.representation(exchange, request, pods);
    PostedForms.Form form = forms.read(exchange, request, KIND);
    boolean dryRun = form.options().dryRun();
    ApiObject eviction = form.object();
    CreateOperation.requireNamespace(eviction, request.namespace());
    List<String> warnings = new ArrayList<>(0);
    admission.admit(
        AdmissionRequest.creating(request, pods, request.name(), eviction, dryRun, user, warnings));
    if (!eviction.name().equals(request.name())) {
      throw ApiException.badRequest("name in URL does not match name in Eviction object");
    }
    Map<String, Object> tree =
        new LinkedHashMap<>(ApiObject.mapAt(eviction.root(), "deleteOptions"));
    if (dryRun) {
      tree.put("dryRun", new ArrayList<Object>(List.of("All")));
    }
    DeleteOptions options = DeleteOptions.of(tree, request);
    ApiObject pod =
        reader
            .getNewest("", "pods", request.namespace(), request.name())
            .orElseThrow(() -> ApiException.notFound("", "pods", request.name()));
    if (!DisruptionRules.needsNoBudget(pod)) {
      askBudget(pod, options.dryRun());
    }
    WriteContext context =
        new WriteContext(
            pods,
            "",
            request.namespace(),
            request.name(),
            user,
            options.dryRun(),
            "",
            tree,
            clock.instant(),
            new ArrayList<>(0));
    deletes.delete(context, options.dryRun() ? options : mark(context, options));
    Answers.warn(exchange, warnings);
    Answers.send(exchange, 201, TextForms.finish(PodBinding.created().write(), as), as);
  }

  /** Owners see by the condition that the pod did not fail by itself. */
  private DeleteOptions mark(WriteContext context, DeleteOptions options) {
    CachedObject marked =
        storage.change(
            context.resource(),
            context.namespace(),
            context.name(),
            false,
            pod -> {
              DeleteOperation.requirePreconditions(context, options, pod);
              PodCondition.stand(
                  ApiObject.child(pod.root(), "status"),
                  "DisruptionTarget",
                  "EvictionByEvictionAPI",
                  "Eviction API: evicting",
                  context.now());
              return pod;
            });
    return options.after(marked.revision());
  }

  private void askBudget(ApiObject pod, boolean dryRun) {
    List<ApiObject> budgets =
        reader.list("policy", "poddisruptionbudgets", pod.namespace()).stream()
            .filter(budget -> guards(budget, pod))
            .toList();
    if (budgets.isEmpty()) {
      return;
    }
    if (budgets.size() > 1) {
      throw new ApiException(
          500,
          "",
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.",
          ApiException.Details.NONE);
    }
    ApiObject budget = budgets.getFirst();
    if (DisruptionRules.unhealthyMayGo(pod, budget)) {
      return;
    }
    ResourceDefinition resource =
        catalog.byPlural("policy", "v1", "poddisruptionbudgets").orElseThrow();
    storage.change(
        resource,
        budget.namespace(),
        budget.name(),
        dryRun,
        current -> DisruptionRules.take(current, pod.name(), clock.instant()));
  }

  @SuppressWarnings("unchecked")
  private static boolean guards(ApiObject budget, ApiObject pod) {
    return budget.at("spec", "selector") instanceof Map<?, ?> selector
        && LabelSelector.ofObject((Map<String, Object>) selector).matches(pod.labels());
  }
}
