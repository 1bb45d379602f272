package io.navarch.gateway.admission.podsecurity;

import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.status.FieldError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The policy of namespaces that state none, and who is exempt; upstream's {@code
 * PodSecurityConfiguration}.
 *
 * @param enforce level; the versions are {@code latest} or {@code v1.x}
 */
@ConfigurationProperties("navarch.gateway.pod-security")
public record PodSecurityProperties(
    @DefaultValue("privileged") String enforce,
    @DefaultValue("latest") String enforceVersion,
    @DefaultValue("privileged") String audit,
    @DefaultValue("latest") String auditVersion,
    @DefaultValue("privileged") String warn,
    @DefaultValue("latest") String warnVersion,
    @DefaultValue Set<String> exemptUsernames,
    @DefaultValue Set<String> exemptNamespaces,
    @DefaultValue Set<String> exemptRuntimeClasses) {
  private static final Set<String> MODES = Set.of("enforce", "audit", "warn");

  /** What a {@code PodSecurityConfiguration} says; it stands in the properties' place. */
  public static PodSecurityProperties read(ConfigurationNode root) {
    root.only("apiVersion", "kind", "defaults", "exemptions");
    Map<String, String> defaults = root.map("defaults");
    for (String name : defaults.keySet()) {
      if (!MODES.contains(name.replace("-version", ""))) {
        root.reject(FieldError.invalid("defaults." + name, name, "unknown field"));
      }
    }
    PodSecurityProperties read =
        new PodSecurityProperties(
            defaults.getOrDefault("enforce", "privileged"),
            defaults.getOrDefault("enforce-version", "latest"),
            defaults.getOrDefault("audit", "privileged"),
            defaults.getOrDefault("audit-version", "latest"),
            defaults.getOrDefault("warn", "privileged"),
            defaults.getOrDefault("warn-version", "latest"),
            exempt(root, "usernames"),
            exempt(root, "namespaces"),
            exempt(root, "runtimeClasses"));
    try {
      read.defaults();
    } catch (IllegalArgumentException e) {
      root.reject(FieldError.invalid("defaults", defaults, String.valueOf(e.getMessage())));
    }
    return read;
  }

  private static Set<String> exempt(ConfigurationNode root, String name) {
    ConfigurationNode node = root.child("exemptions");
    return node == null
        ? Set.of()
        : Set.copyOf(node.only("usernames", "namespaces", "runtimeClasses").strings(name));
  }

  /**
   * @throws IllegalArgumentException for a level or version that does not exist
   */
  PodSecurityPolicy defaults() {
    return new PodSecurityPolicy(
        levelVersion(enforce, enforceVersion),
        levelVersion(audit, auditVersion),
        levelVersion(warn, warnVersion));
  }

  private static LevelVersion levelVersion(String level, String version) {
    List<String> given = List.of(level, version);
    return new LevelVersion(
        Level.parse(level)
            .orElseThrow(() -> new IllegalArgumentException("no pod security level: " + given)),
        LevelVersion.parseVersion(version)
            .orElseThrow(() -> new IllegalArgumentException("no version: " + given)));
  }
}
