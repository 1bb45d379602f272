package io.navarch.gateway.registry;

import io.navarch.gateway.access.User;
import io.navarch.gateway.admission.AdmissionChain;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Assigns a pod to a node: {@code pods/binding} and the old {@code bindings}. */
final class PodBinding implements SubresourceHandler {
  private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "Binding");

  private final PostedForms forms;
  private final ObjectStorage storage;
  private final ResourceCatalog catalog;
  private final AdmissionChain admission;
  private final InstantSource clock;

  PodBinding(
      PostedForms forms,
      ObjectStorage storage,
      ResourceCatalog catalog,
      AdmissionChain admission,
      InstantSource clock) {
    this.forms = forms;
    this.storage = storage;
    this.catalog = catalog;
    this.admission = admission;
    this.clock = clock;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return verb.equals("create")
        && resource.group().isEmpty()
        && ((resource.plural().equals("pods") && subresource.equals("binding"))
            || (resource.plural().equals("bindings") && subresource.isEmpty()));
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    Representation as = Answers.representation(exchange, request, resource);
    PostedForms.Form form = forms.read(exchange, request, KIND);
    boolean dryRun = form.options().dryRun();
    ApiObject binding = form.object();
    CreateOperation.requireNamespace(binding, request.namespace());
    if (request.name().isEmpty() && binding.name().isEmpty()) {
      throw ApiException.badRequest("Name parameter required.");
    }
    String pod = request.name().isEmpty() ? binding.name() : request.name();
    if (!pod.equals(binding.name())) {
      throw ApiException.badRequest("name in URL does not match name in Binding object");
    }
    List<String> warnings = new ArrayList<>(0);
    admission.admit(
        AdmissionRequest.creating(request, resource, pod, binding, dryRun, user, warnings));
    requireNode(binding);
    ResourceDefinition pods = catalog.byPlural("", "v1", "pods").orElseThrow();
    storage.change(pods, request.namespace(), pod, dryRun, p -> bind(p, binding));
    Answers.warn(exchange, warnings);
    Answers.send(exchange, 201, TextForms.finish(created().write(), as), as);
  }

  private static void requireNode(ApiObject binding) {
    List<FieldError> errors = new ArrayList<>(0);
    Object kind = binding.at("target", "kind");
    if (kind instanceof String s && !s.isEmpty() && !s.equals("Node")) {
      errors.add(FieldError.notSupported("target.kind", s, List.of("Node", "<empty>")));
    }
    if (!(binding.at("target", "name") instanceof String s) || s.isEmpty()) {
      errors.add(FieldError.required("target.name", ""));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid("", "Binding", binding.name(), errors);
    }
  }

  private ApiObject bind(ApiObject pod, ApiObject binding) {
    requireUnbound(pod, binding);
    Map<String, Object> spec = ApiObject.child(pod.root(), "spec");
    spec.put("nodeName", String.valueOf(binding.at("target", "name")));
    Map<String, Object> status = ApiObject.child(pod.root(), "status");
    status.remove("nominatedNodeName");
    if (!binding.annotations().isEmpty()) {
      ApiObject.child(pod.metadata(), "annotations").putAll(binding.annotations());
    }
    if (!binding.labels().isEmpty()) {
      ApiObject.child(pod.metadata(), "labels").putAll(binding.labels());
    }
    PodCondition.stand(status, "PodScheduled", "", "", clock.instant());
    return pod;
  }

  private static void requireUnbound(ApiObject pod, ApiObject binding) {
    String key = "/registry/pods/" + pod.namespace() + "/" + pod.name();
    String version = binding.resourceVersion();
    if (!binding.uid().isEmpty() && !binding.uid().equals(pod.uid())) {
      throw ApiException.conflict(
          "", "pods", pod.name(), Preconditions.ofUid(key, binding.uid(), pod.uid()));
    }
    if (!version.isEmpty() && !version.equals(pod.resourceVersion())) {
      throw ApiException.conflict(
          "", "pods", pod.name(), Preconditions.ofVersion(key, version, pod.resourceVersion()));
    }
    String why = "";
    if (pod.isBeingDeleted()) {
      why = "pod " + pod.name() + " is being deleted, cannot be assigned to a host";
    } else if (pod.at("spec", "nodeName") instanceof String node && !node.isEmpty()) {
      why = "pod " + pod.name() + " is already assigned to node \"" + node + "\"";
    } else if (pod.at("spec", "schedulingGates") instanceof List<?> gates && !gates.isEmpty()) {
      why = "pod " + pod.name() + " has non-empty .spec.schedulingGates";
    }
    if (!why.isEmpty()) {
      throw ApiException.conflict("", "pods/binding", pod.name(), why);
    }
  }

  static ApiObject created() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.put("metadata", new LinkedHashMap<>());
    status.put("status", "Success");
    status.put("code", 201L);
    return new ApiObject(status);
  }
}
