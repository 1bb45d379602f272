package io.navarch.gateway.admission;

import io.navarch.gateway.registry.ObjectReader;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Priority: a pod's priority is that of its class; at most one class is for all others. */
final class PriorityPlugin implements AdmissionPlugin {
  private static final String GROUP = "scheduling.k8s.io";
  private static final String CLASSES = "priorityclasses";
  private static final String PREEMPT = "PreemptLowerPriority";

  private static final Set<String> SYSTEM_CLASSES =
      Set.of("system-node-critical", "system-cluster-critical");

  private final ObjectReader reader;
  private final Derived<Optional<ApiObject>> globalDefault;

  PriorityPlugin(ObjectReader reader) {
    this.reader = reader;
    this.globalDefault = new Derived<>(reader, GROUP, CLASSES, PriorityPlugin::globalDefault);
  }

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (request.operation() == AdmissionRequest.Operation.DELETE
        && request.isFor(GROUP, CLASSES)
        && SYSTEM_CLASSES.contains(request.name())) {
      throw ApiException.forbidden(
          GROUP, CLASSES, request.name(), "this is a system priority class and cannot be deleted");
    }
    if (!request.isFor("", "pods") || request.object() == null) {
      return;
    }
    Map<String, Object> spec = PodTrees.spec(request.object());
    ApiObject old = request.oldObject();
    if (request.operation() == AdmissionRequest.Operation.UPDATE && old != null) {
      for (String field : new String[] {"priority", "preemptionPolicy"}) {
        Object before = old.at("spec", field);
        if (before != null && spec.get(field) == null) {
          spec.put(field, before);
        }
      }
    } else if (request.operation() == AdmissionRequest.Operation.CREATE) {
      resolve(request, spec);
    }
  }

  private void resolve(AdmissionRequest request, Map<String, Object> spec) {
    String name = ApiObject.string(spec, "priorityClassName");
    long priority = 0;
    String policy = PREEMPT;
    Optional<ApiObject> chosen =
        name.isEmpty() ? globalDefault.now() : reader.get(GROUP, CLASSES, "", name);
    if (chosen.isPresent()) {
      spec.put("priorityClassName", chosen.get().name());
      priority = value(chosen.get());
      String given = ApiObject.string(chosen.get().root(), "preemptionPolicy");
      policy = given.isEmpty() ? PREEMPT : given;
    } else if (!name.isEmpty()) {
      throw refuse(request, "no PriorityClass with name " + name + " was found");
    }
    if (spec.get("priority") instanceof Number asked && asked.longValue() != priority) {
      throw refuse(
          request,
          "the integer value of priority ("
              + asked
              + ") must not be provided in pod spec; priority admission controller computed "
              + priority
              + " from the given PriorityClass name");
    }
    spec.put("priority", priority);
    Object asked = spec.get("preemptionPolicy");
    if (asked != null && !asked.equals(policy)) {
      throw refuse(
          request,
          "the string value of PreemptionPolicy ("
              + asked
              + ") must not be provided in pod spec; priority admission controller computed "
              + policy
              + " from the given PriorityClass name");
    }
    spec.put("preemptionPolicy", policy);
  }

  private static Optional<ApiObject> globalDefault(List<ApiObject> classes) {
    return classes.stream()
        .filter(c -> Boolean.TRUE.equals(c.root().get("globalDefault")))
        .min(Comparator.comparingLong(PriorityPlugin::value));
  }

  private static long value(ApiObject priorityClass) {
    return priorityClass.root().get("value") instanceof Number n ? n.longValue() : 0;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject object = request.object();
    if (object == null
        || !request.isFor(GROUP, CLASSES)
        || !Boolean.TRUE.equals(object.root().get("globalDefault"))) {
      return;
    }
    Optional<ApiObject> other = globalDefault.now().filter(c -> !c.name().equals(object.name()));
    if (other.isPresent()) {
      throw ApiException.forbidden(
          GROUP,
          CLASSES,
          object.name(),
          "PriorityClass "
              + other.get().name()
              + " is already marked as default. Only one default can exist");
    }
  }

  private static ApiException refuse(AdmissionRequest request, String why) {
    return ApiException.forbidden("", "pods", request.named(), why);
  }
}
