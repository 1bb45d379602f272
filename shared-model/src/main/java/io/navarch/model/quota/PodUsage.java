package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Pods: their number, and what they request and are limited to until they have ended. */
final class PodUsage implements QuotaEvaluator {
  private static final String COUNT = "count/pods";
  private static final Set<String> NAMES =
      Set.of(
          COUNT,
          "pods",
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");
  private static final Set<String> MUST_BE_SAID =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");
  private static final List<String> BASIC = List.of("cpu", "memory", "ephemeral-storage");

  @Override
  public boolean handles(QuotaWrite write) {
    ApiObject old = write.old();
    return write.isCreate()
        || (write.isUpdate() && old != null && hasDeadline(old) != hasDeadline(write.object()))
        || (old != null && write.subresource().equals("resize"));
  }

  @Override
  public Set<String> counted(Set<String> limited) {
    Set<String> found = new TreeSet<>();
    for (String name : limited) {
      if (NAMES.contains(name)
          || name.startsWith("hugepages-")
          || name.startsWith("requests.hugepages-")
          || (name.startsWith("requests.") && isExtended(name))) {
        found.add(name);
      }
    }
    return found;
  }

  private static boolean isExtended(String name) {
    return name.contains("/") && !name.contains("kubernetes.io/");
  }

  @Override
  public boolean isIn(QuotaScope scope, ApiObject pod) {
    return switch (scope.name()) {
      case "Terminating" -> hasDeadline(pod);
      case "NotTerminating" -> !hasDeadline(pod);
      case "BestEffort" -> PodQuality.isBestEffort(pod);
      case "NotBestEffort" -> !PodQuality.isBestEffort(pod);
      case "PriorityClass" -> scope.selects(priorityClass(pod));
      case "CrossNamespacePodAffinity" -> PodQuality.lookIntoOtherNamespaces(pod);
      default -> false;
    };
  }

  private static Set<String> priorityClass(ApiObject pod) {
    return pod.at("spec", "priorityClassName") instanceof String name && !name.isEmpty()
        ? Set.of(name)
        : Set.of();
  }

  private static boolean hasDeadline(ApiObject pod) {
    return pod.at("spec", "activeDeadlineSeconds") instanceof Number n && n.longValue() >= 0;
  }

  @Override
  public Map<String, Quantity> usage(ApiObject pod, Instant now) {
    if (hasEnded(pod, now)) {
      return Map.of(COUNT, Quantity.of(1));
    }
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    Map<String, Quantity> usage =
        named(PodAmounts.of(spec, "requests"), PodAmounts.of(spec, "limits"));
    usage.put(COUNT, Quantity.of(1));
    return usage;
  }

  private static Map<String, Quantity> named(
      Map<String, Quantity> requests, Map<String, Quantity> limits) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("pods", Quantity.of(1));
    requests.forEach(
        (name, q) -> {
          if (BASIC.contains(name) || name.startsWith("hugepages-")) {
            usage.put(name, q);
            usage.put("requests." + name, q);
          } else if (isExtended(name)) {
            usage.put("requests." + name, q);
          }
        });
    limits.forEach(
        (name, q) -> {
          if (BASIC.contains(name)) {
            usage.put("limits." + name, q);
          }
        });
    return usage;
  }

  private static boolean hasEnded(ApiObject pod, Instant now) {
    Object phase = pod.at("status", "phase");
    if ("Failed".equals(phase) || "Succeeded".equals(phase)) {
      return true;
    }
    if (pod.metadata().get("deletionGracePeriodSeconds") instanceof Number grace
        && pod.metadata().get("deletionTimestamp") instanceof String time) {
      try {
        return now.isAfter(Instant.parse(time).plusSeconds(grace.longValue()));
      } catch (DateTimeParseException e) {
        return false;
      }
    }
    return false;
  }

  @Override
  public @Nullable String missing(Set<String> required, ApiObject pod) {
    Map<String, Object> spec = ApiObject.mapAt(pod.root(), "spec");
    if (!PodAmounts.amounts(spec, "requests").isEmpty()
        || !PodAmounts.amounts(spec, "limits").isEmpty()) {
      return null;
    }
    Map<String, Set<String>> containersByResource = new TreeMap<>();
    for (String list : List.of("containers", "initContainers")) {
      for (Object container : ApiObject.listAt(spec, list)) {
        Set<String> lacking = new TreeSet<>(required);
        lacking.retainAll(MUST_BE_SAID);
        lacking.removeAll(
            named(
                    PodAmounts.amounts(container, "requests"),
                    PodAmounts.amounts(container, "limits"))
                .keySet());
        for (String resource : lacking) {
          containersByResource
              .computeIfAbsent(resource, _ -> new TreeSet<>())
              .add(String.valueOf(((Map<?, ?>) container).get("name")));
        }
      }
    }
    List<String> parts = new ArrayList<>();
    containersByResource.forEach(
        (resource, names) -> parts.add(resource + " for: " + String.join(",", names)));
    return parts.isEmpty() ? null : "must specify " + String.join("; ", parts);
  }
}
