package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;

/** RuntimeClass: a pod takes over its runtime class's overhead, node selector and tolerations. */
final class RuntimeClassPlugin implements AdmissionPlugin {
  private final ObjectReader reader;

  RuntimeClassPlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = PodTrees.created(request);
    if (pod == null) {
      return;
    }
    Map<String, Object> spec = PodTrees.spec(pod);
    String name = ApiObject.string(spec, "runtimeClassName");
    if (name.isEmpty()) {
      noOverhead(request, spec);
      return;
    }
    ApiObject runtime =
        reader
            .getLive("node.k8s.io", "runtimeclasses", "", name)
            .orElseThrow(
                () ->
                    ApiException.forbidden(
                        "",
                        "pods",
                        request.named(),
                        "pod rejected: RuntimeClass \"" + name + "\" not found"));
    overhead(request, spec, runtime);
    scheduling(request, spec, ApiObject.mapAt(runtime.root(), "scheduling"));
  }

  private static void noOverhead(AdmissionRequest request, Map<String, Object> spec) {
    if (!ApiObject.mapAt(spec, "overhead").isEmpty()) {
      throw ApiException.forbidden(
          "",
          "pods",
          request.named(),
          "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
    }
  }

  private static void overhead(
      AdmissionRequest request, Map<String, Object> spec, ApiObject runtime) {
    Map<String, Object> overhead =
        ApiObject.mapAt(ApiObject.mapAt(runtime.root(), "overhead"), "podFixed");
    if (overhead.isEmpty()) {
      noOverhead(request, spec);
      return;
    }
    if (spec.get("overhead") != null && !Json.equal(spec.get("overhead"), overhead)) {
      throw ApiException.forbidden(
          "",
          "pods",
          request.named(),
          "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
    }
    spec.put("overhead", Json.copy(overhead));
  }

  private static void scheduling(
      AdmissionRequest request, Map<String, Object> spec, Map<String, Object> scheduling) {
    Map<String, Object> wanted = ApiObject.mapAt(scheduling, "nodeSelector");
    if (!wanted.isEmpty()) {
      Map<String, Object> selector = ApiObject.child(spec, "nodeSelector");
      wanted.forEach(
          (key, value) -> {
            Object there = selector.putIfAbsent(key, value);
            if (there != null && !there.equals(value)) {
              throw ApiException.forbidden(
                  "",
                  "pods",
                  request.named(),
                  "conflict: runtimeClass.scheduling.nodeSelector["
                      + key
                      + "] = "
                      + value
                      + "; pod.spec.nodeSelector["
                      + key
                      + "] = "
                      + there);
            }
          });
    }
    List<Object> tolerations = ApiObject.listAt(scheduling, "tolerations");
    if (!tolerations.isEmpty()) {
      List<Object> mine = PodTrees.list(spec, "tolerations");
      for (Object toleration : tolerations) {
        if (mine.stream().noneMatch(t -> Json.equal(t, toleration))) {
          mine.add(Json.copy(toleration));
        }
      }
    }
  }
}
