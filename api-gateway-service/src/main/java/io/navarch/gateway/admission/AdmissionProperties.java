package io.navarch.gateway.admission;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which admission plugins run, by upstream's names.
 *
 * @param enable run although they are off by default
 * @param disable do not run although they are on by default; wins over {@code enable}
 * @param config an {@code AdmissionConfiguration} that sets plugins up
 */
@ConfigurationProperties("navarch.gateway.admission")
public record AdmissionProperties(
    @DefaultValue Set<String> enable, @DefaultValue Set<String> disable, @Nullable Path config) {
  private static final Set<String> OFF_BY_DEFAULT =
      Set.of(
          "NamespaceAutoProvision",
          "NamespaceExists",
          "LimitPodHardAntiAffinityTopology",
          "AlwaysPullImages",
          ImagePolicyWebhookPlugin.NAME,
          PodNodeSelectorPlugin.NAME,
          PodTolerationRestrictionPlugin.NAME,
          EventRateLimitPlugin.NAME,
          "ExtendedResourceToleration",
          "OwnerReferencesPermissionEnforcement",
          "DenyServiceExternalIPs",
          "AlwaysDeny");

  /** Those that do nothing, or act on nothing but what alpha features bring. */
  private static final Set<String> NEEDLESS =
      Set.of("AlwaysAdmit", "PodGroupProtection", "PodGroupWorkloadExists", "JobValidation");

  boolean enables(String plugin) {
    return enable.contains(plugin) && !disable.contains(plugin);
  }

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
