package io.navarch.gateway.admission;

import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.quota.LimitedResource;
import io.navarch.model.quota.QuotaScope;
import io.navarch.model.status.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads how ResourceQuota is set up: {@code limitedResources}. */
final class QuotaConfiguration {
  private static final String GROUP = "apiserver.config.k8s.io";
  private static final String OLD_GROUP = "resourcequota.admission.k8s.io";

  private QuotaConfiguration() {}

  static List<LimitedResource> of(AdmissionFile file) {
    boolean old = file.apiVersion(ResourceQuotaHook.NAME).startsWith(OLD_GROUP + "/");
    return file.typed(
            ResourceQuotaHook.NAME,
            old ? OLD_GROUP : GROUP,
            old ? Set.of("v1beta1", "v1alpha1") : Set.of("v1"),
            old ? "Configuration" : "ResourceQuotaConfiguration",
            QuotaConfiguration::read)
        .orElse(List.of());
  }

  private static List<LimitedResource> read(ConfigurationNode root) {
    List<LimitedResource> limits = new ArrayList<>();
    for (ConfigurationNode entry :
        root.only("apiVersion", "kind", "limitedResources").list("limitedResources")) {
      entry.only("apiGroup", "resource", "matchContains", "matchScopes");
      if (entry.string("resource").isEmpty()) {
        entry.reject(FieldError.required(entry.path("resource"), ""));
      }
      limits.add(
          new LimitedResource(
              entry.string("apiGroup"),
              entry.string("resource"),
              entry.strings("matchContains"),
              scopes(entry)));
    }
    return List.copyOf(limits);
  }

  private static List<QuotaScope> scopes(ConfigurationNode entry) {
    List<QuotaScope> scopes = new ArrayList<>();
    for (ConfigurationNode scope : entry.list("matchScopes")) {
      scope.only("scopeName", "operator", "values");
      scopes.add(
          new QuotaScope(
              scope.string("scopeName"), scope.string("operator"), scope.strings("values")));
    }
    return scopes;
  }
}
