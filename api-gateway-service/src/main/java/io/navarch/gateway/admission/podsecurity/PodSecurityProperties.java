package io.navarch.gateway.admission.podsecurity;

import java.util.List;
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
