package io.navarch.gateway.registry;

import io.navarch.model.apply.FieldFilter;
import io.navarch.model.apply.FieldSet;
import io.navarch.model.resource.ResourceDefinition;
import java.util.Map;

/**
 * What a write to a resource or subresource cannot change, because the strategy puts the old value
 * back. Nobody owns a field by sending it there.
 */
final class ResetFields {
  private static final FieldSet SPEC = FieldSet.of("spec");
  private static final FieldSet STATUS = FieldSet.of("status");
  private static final FieldSet METADATA = FieldSet.of("metadata");

  private static final FieldFilter ALL_BUT_STATUS = FieldFilter.except(STATUS);
  private static final FieldFilter ALL_BUT_SPEC = FieldFilter.except(SPEC);
  private static final FieldFilter STATUS_ALONE = FieldFilter.except(SPEC.union(METADATA));

  /** Subresources that differ from the rule, by {@code plural.group/subresource}. */
  private static final Map<String, FieldFilter> OWN_RULES =
      Map.ofEntries(
          Map.entry(
              "pods./status",
              FieldFilter.except(
                  SPEC.union(FieldSet.of("metadata", "deletionTimestamp"))
                      .union(FieldSet.of("metadata", "ownerReferences")))),
          // Upstream's strategies would reset most fields there, but their storages do not say so.
          Map.entry("pods./ephemeralcontainers", FieldFilter.NONE),
          Map.entry("pods./resize", FieldFilter.NONE),
          Map.entry(
              "deployments.apps/status",
              FieldFilter.except(SPEC.union(FieldSet.of("metadata", "labels")))),
          Map.entry(
              "certificatesigningrequests.certificates.k8s.io/",
              FieldFilter.except(SPEC.union(STATUS))),
          Map.entry(
              "certificatesigningrequests.certificates.k8s.io/status",
              FieldFilter.except(SPEC.union(FieldSet.of("status", "conditions")))),
          Map.entry(
              "certificatesigningrequests.certificates.k8s.io/approval",
              FieldFilter.except(SPEC.union(FieldSet.of("status", "certificate")))),
          Map.entry(
              "validatingadmissionpolicies.admissionregistration.k8s.io/status", STATUS_ALONE),
          Map.entry("flowschemas.flowcontrol.apiserver.k8s.io/status", STATUS_ALONE),
          Map.entry(
              "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io/status", STATUS_ALONE),
          Map.entry("servicecidrs.networking.k8s.io/status", STATUS_ALONE),
          Map.entry("apiservices.apiregistration.k8s.io/status", STATUS_ALONE),
          Map.entry("resourceclaims.resource.k8s.io/status", STATUS_ALONE),
          Map.entry("volumeattachments.storage.k8s.io/status", STATUS_ALONE));

  private ResetFields() {}

  /**
   * @param custom whether a CustomResourceDefinition defines the resource
   */
  static FieldFilter of(ResourceDefinition resource, String subresource, boolean custom) {
    FieldFilter own = OWN_RULES.get(resource.plural() + "." + resource.group() + "/" + subresource);
    if (own != null) {
      return own;
    }
    if (subresource.equals("status")) {
      return custom ? STATUS_ALONE : ALL_BUT_SPEC;
    }
    return resource.subresources().containsKey("status") ? ALL_BUT_STATUS : FieldFilter.NONE;
  }
}
