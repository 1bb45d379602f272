package io.navarch.gateway.authentication;

import io.navarch.gateway.access.Authenticator;
import io.navarch.gateway.access.TokenCacheMetrics;
import io.navarch.gateway.access.TokenVerifier;
import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.configfile.ConfigurationException;
import io.navarch.gateway.configfile.ReloadObserver;
import io.navarch.gateway.configfile.WatchedFile;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the properties and files about authentication come to. */
public final class AuthenticationSetup implements AutoCloseable {
  private final AuthenticationProperties properties;
  private final List<String> audiences;
  private final InstantSource clock;
  private final @Nullable WatchedFile<AuthenticationSettings> file;
  private final Supplier<AuthenticationSettings> settings;
  private @Nullable WebhookTokens webhook;

  /**
   * @param issuer of the cluster's own tokens
   * @throws ConfigurationException when a file cannot be used
   */
  public AuthenticationSetup(
      AuthenticationProperties properties,
      String issuer,
      InstantSource clock,
      ReloadObserver observer) {
    this.properties = properties;
    this.audiences =
        properties.apiAudiences().isEmpty() ? List.of(issuer) : properties.apiAudiences();
    this.clock = clock;
    Set<String> own = Set.of(issuer, "kubernetes/serviceaccount");
    Path config = properties.config();
    if (config == null) {
      AuthenticationSettings fixed = OidcFlags.settings(properties.oidc(), own, clock);
      file = null;
      settings = () -> fixed;
    } else {
      if (!properties.oidc().issuerUrl().isEmpty()) {
        throw new ConfigurationException(
            "navarch.gateway.authentication.config and .oidc cannot both be set");
      }
      AuthenticationConfigReader reader = new AuthenticationConfigReader(own, clock);
      file =
          new WatchedFile<>(
              config, properties.reloadInterval(), reader::read, (_, _) -> {}, observer);
      settings = file;
    }
  }

  /** Kinds of tokens beside the cluster's own, in the order in which they are tried. */
  public List<TokenVerifier> verifiers(TokenCacheMetrics tokenMetrics) {
    List<TokenVerifier> verifiers = new ArrayList<>();
    verifiers.add(new JwtTokens(settings, audiences));
    Path kubeconfig = properties.webhook().configFile();
    if (kubeconfig != null) {
      webhook =
          new WebhookTokens(
              CalloutClient.of(kubeconfig, properties.webhook().timeout()),
              properties.webhook().version(),
              audiences,
              properties.webhook().cacheTtl(),
              clock,
              tokenMetrics);
      verifiers.add(webhook);
    }
    return verifiers;
  }

  /** For whom tokens are that are meant for the API server. */
  public List<String> audiences() {
    return audiences;
  }

  /**
   * @param allowed whether requests without credentials are let in where no file says
   */
  public Authenticator anonymous(boolean allowed) {
    return new AnonymousAuthenticator(settings, allowed);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
    if (webhook != null) {
      webhook.close();
    }
  }
}
