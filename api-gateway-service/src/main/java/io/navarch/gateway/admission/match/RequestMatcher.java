package io.navarch.gateway.admission.match;

import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.ResourceCatalog;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a request is what a webhook, a policy or a binding is about. */
public final class RequestMatcher {
  private static final Set<String> EXEMPT_KINDS =
      Set.of(
          "ValidatingWebhookConfiguration",
          "MutatingWebhookConfiguration",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding",
          "MutatingAdmissionPolicy",
          "MutatingAdmissionPolicyBinding");

  private final ObjectReader reader;
  private final ResourceCatalog catalog;

  public RequestMatcher(ObjectReader reader, ResourceCatalog catalog) {
    this.reader = reader;
    this.catalog = catalog;
  }

  /**
   * Whether admission configuration itself is written, which neither webhooks nor policies may
   * block.
   */
  public static boolean isExempt(AdmissionRequest request) {
    return request.resource().group().equals("admissionregistration.k8s.io")
        && EXEMPT_KINDS.contains(request.resource().kind());
  }

  /**
   * @return how the request is to be seen; empty where it does not match
   * @throws ApiException 404 when the request's namespace does not exist
   */
  public Optional<Invocation> match(MatchCriteria criteria, AdmissionRequest request) {
    Optional<Invocation> invocation = byRules(criteria, request);
    if (invocation.isEmpty()
        || !matchesNamespace(criteria.namespaceSelector(), request)
        || !matchesObject(criteria.objectSelector(), request)) {
      return Optional.empty();
    }
    return invocation;
  }

  private Optional<Invocation> byRules(MatchCriteria criteria, AdmissionRequest request) {
    ResourceDefinition resource = request.resource();
    List<ResourceDefinition> equivalents =
        criteria.equivalent() ? equivalents(resource) : List.of();
    if (anyRuleMatches(criteria.excluded(), resource, request)
        || equivalents.stream().anyMatch(e -> anyRuleMatches(criteria.excluded(), e, request))) {
      return Optional.empty();
    }
    if (criteria.anyRequest() || anyRuleMatches(criteria.rules(), resource, request)) {
      return Optional.of(Invocation.of(resource, request.subresource()));
    }
    return equivalents.stream()
        .filter(e -> anyRuleMatches(criteria.rules(), e, request))
        .findFirst()
        .map(e -> Invocation.of(e, request.subresource()));
  }

  /** The same objects under other groups and versions. */
  private List<ResourceDefinition> equivalents(ResourceDefinition resource) {
    return catalog.all().stream()
        .filter(other -> other.storageKeyPrefix().equals(resource.storageKeyPrefix()))
        .filter(other -> !other.apiVersion().equals(resource.apiVersion()))
        .filter(other -> other.plural().equals(resource.plural()))
        .sorted(Comparator.comparing(ResourceDefinition::apiVersion))
        .toList();
  }

  private static boolean anyRuleMatches(
      List<MatchRule> rules, ResourceDefinition resource, AdmissionRequest request) {
    boolean clusterScoped = isNamespace(resource) || namespace(request).isEmpty();
    for (MatchRule rule : rules) {
      if (rule.matches(
          request.operation().name(),
          resource.group(),
          resource.version(),
          resource.plural(),
          request.subresource(),
          clusterScoped,
          request.name())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamespace(ResourceDefinition resource) {
    return resource.group().isEmpty() && resource.plural().equals("namespaces");
  }

  /** The namespace a request is about, which for a namespace is itself. */
  public static String namespace(AdmissionRequest request) {
    return isNamespace(request.resource()) ? request.name() : request.namespace();
  }

  private boolean matchesNamespace(LabelSelector selector, AdmissionRequest request) {
    String name = namespace(request);
    if (selector.isEverything() || (name.isEmpty() && !isNamespace(request.resource()))) {
      return true;
    }
    return selector.matches(namespaceLabels(name, request));
  }

  private Map<String, Object> namespaceLabels(String name, AdmissionRequest request) {
    ApiObject written = request.object();
    if (isNamespace(request.resource()) && request.subresource().isEmpty() && written != null) {
      return written.labels();
    }
    return namespaceObject(name)
        .orElseThrow(() -> ApiException.notFound("", "namespaces", name))
        .labels();
  }

  /** The namespace with this name. */
  public Optional<ApiObject> namespaceObject(String name) {
    return reader.getLive("", "namespaces", "", name);
  }

  private static boolean matchesObject(LabelSelector selector, AdmissionRequest request) {
    return selector.isEverything()
        || hasLabels(request.object(), selector)
        || hasLabels(request.oldObject(), selector);
  }

  private static boolean hasLabels(@Nullable ApiObject object, LabelSelector selector) {
    return object != null && selector.matches(object.labels());
  }
}
