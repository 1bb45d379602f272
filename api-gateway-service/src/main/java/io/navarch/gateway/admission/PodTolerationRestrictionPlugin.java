package io.navarch.gateway.admission;

import io.navarch.gateway.admission.Tolerations.Toleration;
import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.strategy.PodQos;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PodTolerationRestriction: pods get the tolerations that their namespace (by annotation, else the
 * cluster) gives, and may have only those that it lists.
 */
final class PodTolerationRestrictionPlugin implements AdmissionPlugin {
  static final String NAME = "PodTolerationRestriction";
  private static final String DEFAULTS = "scheduler.alpha.kubernetes.io/defaultTolerations";
  private static final String ALLOWED = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";
  private static final Toleration MEMORY_PRESSURE =
      new Toleration("node.kubernetes.io/memory-pressure", "Exists", "", "NoSchedule", null);

  private final ObjectReader reader;
  private final Settings settings;

  /** What holds for namespaces that say nothing. */
  record Settings(List<Toleration> defaults, List<Toleration> allowed) {
    static final Settings NONE = new Settings(List.of(), List.of());

    static Settings read(ConfigurationNode root) {
      root.only("apiVersion", "kind", "default", "whitelist");
      return new Settings(
          Tolerations.of(root.objects("default")), Tolerations.of(root.objects("whitelist")));
    }
  }

  PodTolerationRestrictionPlugin(ObjectReader reader, Settings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  private static @Nullable ApiObject pod(AdmissionRequest request) {
    boolean written =
        request.operation() == AdmissionRequest.Operation.CREATE
            || request.operation() == AdmissionRequest.Operation.UPDATE;
    return written && request.isFor("", "pods") ? request.object() : null;
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = pod(request);
    if (pod == null) {
      return;
    }
    Map<String, Object> spec = PodTrees.spec(pod);
    List<Toleration> all = new ArrayList<>(Tolerations.of(ApiObject.listAt(spec, "tolerations")));
    int own = all.size();
    if (request.operation() == AdmissionRequest.Operation.CREATE) {
      List<Toleration> given = ofNamespace(request, DEFAULTS);
      all.addAll(given == null ? settings.defaults() : given);
    }
    if (!PodQos.of(spec).equals("BestEffort")) {
      all.add(MEMORY_PRESSURE);
    }
    if (all.size() > own) {
      spec.put("tolerations", Tolerations.trees(Tolerations.merged(all)));
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject pod = pod(request);
    if (pod == null) {
      return;
    }
    List<Toleration> own = Tolerations.of(ApiObject.listAt(PodTrees.spec(pod), "tolerations"));
    List<Toleration> ofNamespace = own.isEmpty() ? List.of() : ofNamespace(request, ALLOWED);
    List<Toleration> allowed = ofNamespace == null ? settings.allowed() : ofNamespace;
    boolean all =
        own.stream().allMatch(t -> allowed.stream().anyMatch(a -> Tolerations.covers(a, t)));
    if (!allowed.isEmpty() && !all) {
      throw forbidden(
          request,
          "pod tolerations (possibly merged with namespace default tolerations) conflict with its "
              + (ofNamespace == null ? "cluster" : "namespace")
              + " whitelist");
    }
  }

  /** What the namespace says; null where it says nothing. */
  private @Nullable List<Toleration> ofNamespace(AdmissionRequest request, String annotation) {
    ApiObject namespace =
        reader
            .getLive("", "namespaces", "", request.namespace())
            .orElseThrow(() -> ApiException.notFound("", "namespaces", request.namespace()));
    if (!(namespace.annotations().get(annotation) instanceof String text)) {
      return null;
    }
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      if (Json.read(text.getBytes(StandardCharsets.UTF_8)) instanceof List<?> list) {
        return Tolerations.of(list);
      }
    } catch (MalformedJsonException malformed) {
      throw forbidden(request, "the namespace's annotation " + annotation + " is not JSON");
    }
    throw forbidden(request, "the namespace's annotation " + annotation + " is no list");
  }

  private static ApiException forbidden(AdmissionRequest request, String why) {
    return ApiException.forbidden("", "pods", request.named(), why);
  }
}
