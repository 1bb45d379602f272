package io.navarch.gateway.access;

import io.navarch.gateway.admission.AdmissionChain;
import io.navarch.gateway.admission.AdmissionRequest;
import io.navarch.gateway.audit.AuditTrail;
import io.navarch.gateway.http.Exchange;
import io.navarch.gateway.registry.Answers;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.PostedForms;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.resource.ResourceDefinition;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Serves {@code serviceaccounts/token}: makes a token for a service account. */
final class TokenRequestHandler implements SubresourceHandler {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");
  private static final Set<String> BINDABLE = Set.of("Pod", "Secret", "Node");
  private static final long DEFAULT_SECONDS = 3600;
  private static final long LEAST_SECONDS = 600;
  private static final long MOST_SECONDS = 1L << 32;

  /** The lifetime by which the tokens that admission mounts are known; it is made a year. */
  private static final long MOUNTED_SECONDS = 3607;

  private static final long EXTENDED_SECONDS = 365L * 24 * 3600;

  private final ObjectReader reader;
  private final ServiceAccountTokens tokens;
  private final List<String> ownAudiences;
  private final AdmissionChain admission;
  private final InstantSource clock;

  private final PostedForms forms;

  /**
   * @param ownAudiences whom tokens are for that name nobody: the API server
   */
  TokenRequestHandler(
      PostedForms forms,
      ObjectReader reader,
      ServiceAccountTokens tokens,
      List<String> ownAudiences,
      AdmissionChain admission,
      InstantSource clock) {
    this.forms = forms;
    this.reader = reader;
    this.tokens = tokens;
    this.ownAudiences = List.copyOf(ownAudiences);
    this.admission = admission;
    this.clock = clock;
  }

  @Override
  public boolean serves(ResourceDefinition resource, String subresource, String verb) {
    return resource.group().isEmpty()
        && resource.plural().equals("serviceaccounts")
        && subresource.equals("token")
        && verb.equals("create");
  }

  @Override
  public void handle(
      Exchange exchange, RequestInfo request, ResourceDefinition resource, User user) {
    ApiObject asked = forms.readTracked(exchange, request, KIND);
    ReviewForms.requireSameNamespace(asked, request);
    Map<String, Object> spec = ApiObject.child(asked.root(), "spec");
    spec.putIfAbsent("expirationSeconds", DEFAULT_SECONDS);
    if (asked.name().isEmpty()) {
      asked.metadata().put("name", request.name());
    }
    AdmissionRequest admitted = admitted(request, resource, user, asked);
    admission.mutate(admitted);
    requireSameName(asked, request);
    ApiObject account =
        reader
            .getNewest("", "serviceaccounts", request.namespace(), request.name())
            .orElseThrow(() -> ApiException.notFound("", "serviceaccounts", request.name()));
    requireSameUid(asked, account);
    applyDefaults(spec);
    validate(spec);
    admission.validate(admitted);
    List<ServiceAccountTokens.Binding> bindings = bindings(account, spec);
    long seconds = ((Number) spec.getOrDefault("expirationSeconds", DEFAULT_SECONDS)).longValue();
    List<String> audiences = ServiceAccountTokens.strings(spec.get("audiences"));
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    boolean extended =
        seconds == MOUNTED_SECONDS
            && ownAudiences.containsAll(audiences)
            && bindings.stream().anyMatch(b -> b.kind().equals("pod"));
    ServiceAccountTokens.Issued issued =
        tokens.issue(
            account,
            bindings,
            audiences,
            extended ? EXTENDED_SECONDS : seconds,
            extended ? seconds : 0);
    AuditTrail.annotate("authentication.kubernetes.io/issued-credential-id", "JTI=" + issued.id());
    Answers.sendPlain(exchange, 201, answer(asked, account, spec, issued, now, seconds));
  }

  /** What the body says of the account must be what the path says. */
  private static void requireSameName(ApiObject asked, RequestInfo request) {
    if (!asked.name().isEmpty() && !asked.name().equals(request.name())) {
      throw ApiException.invalid(
          KIND.group(),
          KIND.kind(),
          request.name(),
          List.of(
              FieldError.invalid(
                  "metadata.name",
                  asked.name(),
                  "must match the service account name if specified")));
    }
  }

  private static void requireSameUid(ApiObject asked, ApiObject account) {
    if (!asked.uid().isEmpty() && !asked.uid().equals(account.uid())) {
      throw ApiException.conflict(
          KIND.group(),
          KIND.kind(),
          account.name(),
          "the UID in the token request ("
              + asked.uid()
              + ") does not match the UID of the service account ("
              + account.uid()
              + ")");
    }
  }

  private static AdmissionRequest admitted(
      RequestInfo request, ResourceDefinition resource, User user, ApiObject asked) {
    return AdmissionRequest.creating(
        request, resource, request.name(), asked, false, user, new ArrayList<>(0));
  }

  private void applyDefaults(Map<String, Object> spec) {
    if (ServiceAccountTokens.strings(spec.get("audiences")).isEmpty()) {
      spec.put("audiences", new ArrayList<>(ownAudiences));
    }
    spec.putIfAbsent("boundObjectRef", null);
  }

  private static void validate(Map<String, Object> spec) {
    if (!(spec.get("expirationSeconds") instanceof Number n)) {
      throw ApiException.badRequest("spec.expirationSeconds must be a number");
    }
    List<FieldError> errors = new ArrayList<>();
    long seconds = n.longValue();
    if (seconds < LEAST_SECONDS) {
      errors.add(
          FieldError.invalid(
              "spec.expirationSeconds",
              seconds,
              "may not specify a duration less than 10 minutes"));
    }
    if (seconds > MOST_SECONDS) {
      errors.add(
          FieldError.invalid(
              "spec.expirationSeconds",
              seconds,
              "may not specify a duration larger than 2^32 seconds"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(KIND.group(), KIND.kind(), "", errors);
    }
  }

  private static String shown(GroupVersionKind kind) {
    return kind.group() + "/" + kind.version() + ", Kind=" + kind.kind();
  }

  private List<ServiceAccountTokens.Binding> bindings(ApiObject account, Map<String, Object> spec) {
    if (!(spec.get("boundObjectRef") instanceof Map<?, ?>)) {
      return List.of();
    }
    Map<String, Object> reference = ApiObject.mapAt(spec, "boundObjectRef");
    String kind = ApiObject.string(reference, "kind");
    String written = ApiObject.string(reference, "apiVersion");
    String version = written.startsWith("/") ? written.substring(1) : written;
    // What is no group and version at all counts as none, as upstream has it.
    long slashes = version.chars().filter(c -> c == '/').count();
    if (!BINDABLE.contains(kind) || slashes == 1) {
      throw ApiException.badRequest(
          "cannot bind token to object of type "
              + shown(GroupVersionKind.of(slashes > 1 ? "" : version, kind)));
    }
    String resource = kind.toLowerCase(Locale.ROOT) + "s";
    String name = ApiObject.string(reference, "name");
    if (name.isEmpty()) {
      throw ApiException.badRequest("Name parameter required.");
    }
    ApiObject bound =
        reader
            .getNewest("", resource, kind.equals("Node") ? "" : account.namespace(), name)
            .orElseThrow(() -> ApiException.notFound("", resource, name));
    List<ServiceAccountTokens.Binding> bindings = new ArrayList<>();
    if (kind.equals("Pod")) {
      checkAccount(account, bound);
      node(bound, bindings);
    }
    checkIdentity(reference, bound, kind);
    bindings.add(
        new ServiceAccountTokens.Binding(kind.toLowerCase(Locale.ROOT), bound.name(), bound.uid()));
    return bindings;
  }

  private static void checkIdentity(Map<String, Object> reference, ApiObject bound, String kind) {
    String uid = ApiObject.string(reference, "uid");
    if (!uid.isEmpty() && !uid.equals(bound.uid())) {
      throw ApiException.conflict(
          "",
          kind,
          bound.name(),
          "the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
  }

  private static void checkAccount(ApiObject account, ApiObject pod) {
    if (!account.name().equals(pod.at("spec", "serviceAccountName"))) {
      throw ApiException.badRequest(
          "cannot bind token for serviceaccount \""
              + account.name()
              + "\" to pod running with different serviceaccount name.");
    }
  }

  private void node(ApiObject pod, List<ServiceAccountTokens.Binding> bindings) {
    if (pod.at("spec", "nodeName") instanceof String node && !node.isEmpty()) {
      String uid = reader.get("", "nodes", "", node).map(ApiObject::uid).orElse("");
      bindings.add(new ServiceAccountTokens.Binding("node", node, uid));
    }
  }

  private static byte[] answer(
      ApiObject asked,
      ApiObject account,
      Map<String, Object> spec,
      ServiceAccountTokens.Issued issued,
      Instant now,
      long seconds) {
    Map<String, Object> metadata = new LinkedHashMap<>(asked.metadata());
    metadata.put("name", account.name());
    metadata.put("namespace", account.namespace());
    metadata.put("uid", account.uid());
    metadata.put("creationTimestamp", now.toString());
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("token", issued.token());
    status.put("expirationTimestamp", now.plusSeconds(seconds).toString());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("kind", KIND.kind());
    root.put("apiVersion", KIND.apiVersion());
    root.put("metadata", metadata);
    root.put("spec", spec);
    root.put("status", status);
    return Json.write(root);
  }
}
