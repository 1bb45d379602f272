package io.navarch.model.quota;

import java.util.Optional;
import java.util.Set;

/** Finds how the objects of a resource are counted. */
public final class QuotaEvaluators {
  /** Counted by their plain name too. */
  private static final Set<String> OLD_NAMES =
      Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

  /** Never counted: they are many, or no objects of the store. */
  private static final Set<String> IGNORED =
      Set.of(
          "/bindings",
          "/componentstatuses",
          "/events",
          "events.k8s.io/events",
          "authentication.k8s.io/tokenreviews",
          "authorization.k8s.io/subjectaccessreviews",
          "authorization.k8s.io/selfsubjectaccessreviews",
          "authorization.k8s.io/localsubjectaccessreviews",
          "authorization.k8s.io/selfsubjectrulesreviews",
          "apiregistration.k8s.io/apiservices",
          "apiextensions.k8s.io/customresourcedefinitions");

  private static final PodUsage PODS = new PodUsage();
  private static final ServiceUsage SERVICES = new ServiceUsage();
  private static final ClaimUsage CLAIMS = new ClaimUsage();
  private static final DeviceClaimUsage DEVICE_CLAIMS = new DeviceClaimUsage();

  private QuotaEvaluators() {}

  /** Empty for what quotas do not count. */
  public static Optional<QuotaEvaluator> of(String group, String plural) {
    String resource = group + "/" + plural;
    if (IGNORED.contains(resource)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (resource) {
          case "/pods" -> PODS;
          case "/services" -> SERVICES;
          case "/persistentvolumeclaims" -> CLAIMS;
          case "resource.k8s.io/resourceclaims" -> DEVICE_CLAIMS;
          default -> counting(group, plural);
        });
  }

  private static ObjectCount counting(String group, String plural) {
    String name = ObjectCount.nameOf(group, plural);
    return new ObjectCount(
        group.isEmpty() && OLD_NAMES.contains(plural) ? Set.of(name, plural) : Set.of(name));
  }
}
