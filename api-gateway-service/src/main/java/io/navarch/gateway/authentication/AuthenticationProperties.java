package io.navarch.gateway.authentication;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens are believed beside the cluster's own.
 *
 * @param config an AuthenticationConfiguration file
 * @param reloadInterval how often the file is looked at for changes
 * @param apiAudiences for whom tokens are that are meant for the API server; the issuer if empty
 * @param oidc one issuer without a file; not together with one
 */
@ConfigurationProperties("navarch.gateway.authentication")
public record AuthenticationProperties(
    @Nullable Path config,
    @DefaultValue("10s") Duration reloadInterval,
    @DefaultValue List<String> apiAudiences,
    @DefaultValue Oidc oidc,
    @DefaultValue Webhook webhook) {

  /**
   * @param usernamePrefix {@code -} for none; empty for the issuer and {@code #}, except for the
   *     claim email
   */
  public record Oidc(
      @DefaultValue("") String issuerUrl,
      @DefaultValue("") String clientId,
      @DefaultValue("sub") String usernameClaim,
      @DefaultValue("") String usernamePrefix,
      @DefaultValue("") String groupsClaim,
      @DefaultValue("") String groupsPrefix,
      @DefaultValue Map<String, String> requiredClaims,
      @Nullable Path caFile) {}

  /**
   * @param configFile a kubeconfig that names the service
   * @param cacheTtl how long an answer is remembered
   */
  public record Webhook(
      @Nullable Path configFile,
      @DefaultValue("2m") Duration cacheTtl,
      @DefaultValue("30s") Duration timeout,
      @DefaultValue("v1") String version) {}
}
