package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import io.navarch.model.quota.PodAmounts;
import io.navarch.model.status.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * LimitRanger: containers that say nothing get the defaults of their namespace's limit ranges, and
 * what lies outside the ranges is refused. Looks at new pods, resized pods and claims.
 */
final class LimitRangerPlugin implements AdmissionPlugin {
  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  private final ObjectReader reader;

  LimitRangerPlugin(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    ApiObject pod = request.object();
    if (pod == null || !isPod(request)) {
      return;
    }
    for (ApiObject range : ranges(request)) {
      applyDefaults(range, pod);
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject object = request.object();
    boolean pod = isPod(request);
    if (object == null || !(pod || isClaim(request))) {
      return;
    }
    for (ApiObject range : ranges(request)) {
      List<String> errors = pod ? podErrors(range, object) : claimErrors(range, object);
      if (!errors.isEmpty()) {
        List<String> distinct = errors.stream().distinct().toList();
        throw ApiException.forbidden(
            "",
            request.resource().plural(),
            request.named(),
            distinct.size() == 1 ? distinct.getFirst() : "[" + String.join(", ", distinct) + "]");
      }
    }
  }

  private static boolean isPod(AdmissionRequest request) {
    if (!request.resource().group().isEmpty() || !request.resource().plural().equals("pods")) {
      return false;
    }
    boolean create =
        request.operation() == AdmissionRequest.Operation.CREATE && request.subresource().isEmpty();
    boolean resize =
        request.operation() == AdmissionRequest.Operation.UPDATE
            && request.subresource().equals("resize");
    return create || resize;
  }

  private static boolean isClaim(AdmissionRequest request) {
    return request.isFor("", "persistentvolumeclaims");
  }

  private List<ApiObject> ranges(AdmissionRequest request) {
    ApiObject old = request.oldObject();
    return old != null && old.isBeingDeleted()
        ? List.of()
        : reader.list("", "limitranges", request.namespace());
  }

  private static List<Map<String, Object>> limits(ApiObject range, String type) {
    return PodTrees.trees(ApiObject.listAt(ApiObject.mapAt(range.root(), "spec"), "limits"))
        .stream()
        .filter(limit -> type.equals(limit.get("type")))
        .toList();
  }

  private static void applyDefaults(ApiObject range, ApiObject pod) {
    List<Map<String, Object>> limits = limits(range, "Container");
    if (limits.isEmpty()) {
      return;
    }
    List<String> done = new ArrayList<>();
    Map<String, Object> spec = PodTrees.spec(pod);
    for (Map<String, Object> container : PodTrees.containers(spec, "containers")) {
      fill(limits, container, "container", done);
    }
    for (Map<String, Object> container : PodTrees.containers(spec, "initContainers")) {
      fill(limits, container, "init container", done);
    }
    if (!done.isEmpty()) {
      ApiObject.child(pod.metadata(), "annotations")
          .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", done));
    }
  }

  private static void fill(
      List<Map<String, Object>> limits,
      Map<String, Object> container,
      String what,
      List<String> done) {
    fill(limits, "defaultRequest", container, "requests", "request for " + what, done);
    fill(limits, "default", container, "limits", "limit for " + what, done);
  }

  private static void fill(
      List<Map<String, Object>> limits,
      String from,
      Map<String, Object> container,
      String to,
      String what,
      List<String> done) {
    List<String> set = new ArrayList<>(0);
    Map<String, Object> present = ApiObject.mapAt(ApiObject.mapAt(container, "resources"), to);
    for (Map<String, Object> limit : limits.reversed()) {
      ApiObject.mapAt(limit, from)
          .forEach(
              (resource, amount) -> {
                if (!present.containsKey(resource) && !set.contains(resource)) {
                  ApiObject.child(ApiObject.child(container, "resources"), to)
                      .put(resource, amount);
                  set.add(resource);
                }
              });
    }
    if (!set.isEmpty()) {
      set.sort(null);
      done.add(String.join(", ", set) + " " + what + " " + ApiObject.string(container, "name"));
    }
  }

  private static List<String> podErrors(ApiObject range, ApiObject pod) {
    List<String> errors = new ArrayList<>(0);
    Map<String, Object> spec = PodTrees.spec(pod);
    List<Map<String, Object>> containers = new ArrayList<>();
    containers.addAll(PodTrees.containers(spec, "containers"));
    containers.addAll(PodTrees.containers(spec, "initContainers"));
    for (Map<String, Object> limit : limits(range, "Container")) {
      for (Map<String, Object> container : containers) {
        LimitRules rules =
            new LimitRules(
                "Container",
                PodAmounts.amounts(container, "requests"),
                PodAmounts.amounts(container, "limits"),
                errors);
        rules.all(limit);
      }
    }
    for (Map<String, Object> limit : limits(range, "Pod")) {
      new LimitRules("Pod", PodAmounts.of(spec, "requests"), PodAmounts.of(spec, "limits"), errors)
          .all(limit);
    }
    return errors;
  }

  private static List<String> claimErrors(ApiObject range, ApiObject claim) {
    List<String> errors = new ArrayList<>(0);
    Map<String, Quantity> requests =
        PodAmounts.amounts(ApiObject.mapAt(claim.root(), "spec"), "requests");
    for (Map<String, Object> limit : limits(range, "PersistentVolumeClaim")) {
      new LimitRules("PersistentVolumeClaim", requests, Map.of(), errors).requestsOnly(limit);
    }
    return errors;
  }
}
