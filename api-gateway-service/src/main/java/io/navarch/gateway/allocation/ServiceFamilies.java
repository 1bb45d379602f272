package io.navarch.gateway.allocation;

import io.navarch.model.object.ApiObject;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The address families of a service, in a cluster whose services have one: what is not said is
 * filled in, and what the cluster cannot give is refused. A headless service without a selector,
 * whose endpoints somebody else writes, may have both families in any cluster, and has unless it
 * says otherwise.
 */
final class ServiceFamilies {
  private static final String POLICY = "ipFamilyPolicy";
  private static final String FAMILIES = "ipFamilies";
  private static final String SINGLE = "SingleStack";
  private static final String REQUIRE_DUAL = "RequireDualStack";

  private ServiceFamilies() {}

  /**
   * @param spec is completed
   * @param old the spec before; empty for a new service
   * @param served the family of the cluster's services, {@code IPv4} or {@code IPv6}
   * @return why it cannot be
   */
  static List<FieldError> complete(
      Map<String, Object> spec, Map<String, Object> old, String served) {
    boolean headless = ApiObject.string(spec, "clusterIP").equals("None");
    boolean free = headless && ApiObject.mapAt(spec, "selector").isEmpty();
    if (ApiObject.string(spec, POLICY).isEmpty()) {
      String before = ApiObject.string(old, POLICY);
      spec.put(POLICY, !before.isEmpty() ? before : free ? REQUIRE_DUAL : SINGLE);
    }
    List<FieldError> errors = new ArrayList<>();
    fitsPolicy(spec, errors);
    List<Object> families = new ArrayList<>(ApiObject.listAt(spec, FAMILIES));
    fromAddresses(spec, families, served, errors);
    if (errors.isEmpty() && !free) {
      areServed(spec, families, served, errors);
    }
    if (families.isEmpty()) {
      families.add(served);
    }
    if (free && families.size() < 2 && !ApiObject.string(spec, POLICY).equals(SINGLE)) {
      families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
    }
    spec.put(FAMILIES, families);
    return errors;
  }

  private static void fitsPolicy(Map<String, Object> spec, List<FieldError> errors) {
    if (!ApiObject.string(spec, POLICY).equals(SINGLE)) {
      return;
    }
    for (String what : List.of("clusterIPs", FAMILIES)) {
      if (ApiObject.listAt(spec, what).size() == 2) {
        errors.add(
            FieldError.invalid(
                "spec." + POLICY,
                SINGLE,
                "must be 'RequireDualStack' or 'PreferDualStack' when multiple "
                    + (what.equals(FAMILIES) ? "IP families" : "cluster IPs")
                    + " are specified"));
      }
    }
  }

  /** An address tells its family where that is not said. */
  private static void fromAddresses(
      Map<String, Object> spec, List<Object> families, String served, List<FieldError> errors) {
    List<Object> addresses = ApiObject.listAt(spec, "clusterIPs");
    for (int i = families.size(); i < addresses.size(); i++) {
      String address = String.valueOf(addresses.get(i));
      if (address.equals("None")) {
        return;
      }
      String family = address.contains(":") ? "IPv6" : "IPv4";
      if (family.equals(served)) {
        families.add(family);
      } else {
        errors.add(
            FieldError.invalid(
                "spec.clusterIPs[" + i + "]",
                addresses,
                family + " is not configured on this cluster"));
      }
    }
  }

  private static void areServed(
      Map<String, Object> spec, List<Object> families, String served, List<FieldError> errors) {
    if (ApiObject.string(spec, POLICY).equals(REQUIRE_DUAL)) {
      errors.add(
          FieldError.invalid(
              "spec." + POLICY,
              REQUIRE_DUAL,
              "this cluster is not configured for dual-stack services"));
    }
    for (int i = 0; i < families.size(); i++) {
      if (!served.equals(families.get(i))) {
        errors.add(
            FieldError.invalid(
                "spec." + FAMILIES + "[" + i + "]",
                families.get(i),
                "not configured on this cluster"));
      }
    }
  }
}
