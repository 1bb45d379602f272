package io.navarch.gateway.admission;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which admission plugins run, by upstream's names.
 *
 * @param enable run although they are off by default
 * @param disable do not run although they are on by default; wins over {@code enable}
 */
@ConfigurationProperties("navarch.gateway.admission")
public record AdmissionProperties(
    @DefaultValue Set<String> enable, @DefaultValue Set<String> disable) {
  private static final Set<String> OFF_BY_DEFAULT =
      Set.of(
          "NamespaceAutoProvision",
          "LimitPodHardAntiAffinityTopology",
          "AlwaysPullImages",
          "ExtendedResourceToleration",
          "OwnerReferencesPermissionEnforcement",
          "DenyServiceExternalIPs",
          "AlwaysDeny");

  /** What another plugin does anyway, or nothing. */
  private static final Set<String> NEEDLESS = Set.of("AlwaysAdmit", "NamespaceExists");

  /**
   * The plugins that run, in the order in which they came.
   *
   * @throws IllegalArgumentException for a name that no plugin has
   */
  public List<AdmissionPlugin> choose(List<AdmissionPlugin> all) {
    Set<String> unknown = new HashSet<>(enable);
    unknown.addAll(disable);
    all.forEach(plugin -> unknown.remove(plugin.name()));
    unknown.remove(ResourceQuotaHook.NAME);
    unknown.removeAll(NEEDLESS);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no such admission plugins: " + unknown);
    }
    return all.stream()
        .filter(p -> enable.contains(p.name()) || !OFF_BY_DEFAULT.contains(p.name()))
        .filter(p -> !disable.contains(p.name()))
        .toList();
  }
}
