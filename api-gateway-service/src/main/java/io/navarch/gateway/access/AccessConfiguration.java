package io.navarch.gateway.access;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.navarch.gateway.AdvertisedAddress;
import io.navarch.gateway.ApiGatewayProperties;
import io.navarch.gateway.admission.AdmissionPlugin;
import io.navarch.gateway.authentication.AuthenticationProperties;
import io.navarch.gateway.authentication.AuthenticationSetup;
import io.navarch.gateway.authorization.AuthorizationProperties;
import io.navarch.gateway.authorization.AuthorizerChain;
import io.navarch.gateway.authorization.CountedAuthorizer;
import io.navarch.gateway.cache.ResourceCaches;
import io.navarch.gateway.configfile.ReloadMeters;
import io.navarch.gateway.configfile.WatchedFile;
import io.navarch.gateway.http.NonResourceHandler;
import io.navarch.gateway.http.RequestFilter;
import io.navarch.gateway.registry.BootstrapStep;
import io.navarch.gateway.registry.ObjectReader;
import io.navarch.gateway.registry.ObjectWriter;
import io.navarch.gateway.registry.Registry;
import io.navarch.gateway.registry.SubresourceHandler;
import io.navarch.model.object.ApiObject;
import io.navarch.model.pki.Pem;
import io.navarch.model.resource.ResourceCatalog;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Wires who may come in and what they may do. The chains stand in the order of the beans. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({AuthenticationProperties.class, AuthorizationProperties.class})
public class AccessConfiguration {
  private static final List<String> FRONT_PROXIES = List.of("front-proxy-client");
  private static final int LAST = 100;

  @Bean
  AccessMetrics gatewayAccessMetrics(PrometheusMeterRegistry meters) {
    return new AccessMetrics(meters);
  }

  @Bean
  TokenMetrics gatewayTokenMetrics(MeterRegistry meters) {
    return new TokenMetrics(meters, new TokenCacheMetrics(meters));
  }

  /** The writer comes late: what it admits asks who may do what. */
  @Bean
  LegacyTokens gatewayLegacyTokens(
      ObjectReader reader,
      ResourceCatalog catalog,
      ObjectProvider<ObjectWriter> writer,
      TokenMetrics metrics) {
    return new LegacyTokens(
        reader,
        (secret, day) ->
            writer
                .getObject()
                .update(
                    catalog.byPlural("", "v1", "secrets").orElseThrow(),
                    secret.namespace(),
                    secret.name(),
                    now -> {
                      if (now.uid().equals(secret.uid())) {
                        ApiObject.child(now.metadata(), "labels").put(LegacyTokens.LAST_USED, day);
                      }
                      return now;
                    }),
        InstantSource.system(),
        metrics);
  }

  @Bean
  ServiceAccountTokens gatewayServiceAccountTokens(
      ApiGatewayProperties properties,
      AuthenticationProperties authentication,
      ObjectReader reader,
      LegacyTokens legacy,
      TokenMetrics metrics) {
    return new ServiceAccountTokens(
        reader,
        new ServiceAccountTokens.Issuer(properties.issuer(), authentication.apiAudiences()),
        Pem.privateKey(Pem.read(properties.serviceAccountSigningKey())),
        Pem.publicKeys(Pem.read(properties.serviceAccountKey())),
        InstantSource.system(),
        () -> UUID.randomUUID().toString(),
        legacy,
        metrics);
  }

  @Bean
  @ConditionalOnProperty("navarch.gateway.front-proxy-ca")
  WatchedFile<TrustedAuthorities> gatewayFrontProxyAuthorities(
      ApiGatewayProperties properties, AuthenticationProperties authentication) {
    return TrustedAuthorities.follow(
        Objects.requireNonNull(properties.frontProxyCa()), authentication.reloadInterval());
  }

  @Bean
  @Order(10)
  @ConditionalOnProperty("navarch.gateway.front-proxy-ca")
  Authenticator gatewayFrontProxyUsers(
      @Qualifier("gatewayFrontProxyAuthorities") WatchedFile<TrustedAuthorities> authorities) {
    return new FrontProxyAuthenticator(authorities, FRONT_PROXIES, InstantSource.system());
  }

  @Bean
  WatchedFile<TrustedAuthorities> gatewayClientAuthorities(
      ApiGatewayProperties properties, AuthenticationProperties authentication) {
    return TrustedAuthorities.follow(properties.clientCa(), authentication.reloadInterval());
  }

  @Bean
  @Order(20)
  Authenticator gatewayCertificateUsers(
      @Qualifier("gatewayClientAuthorities") WatchedFile<TrustedAuthorities> authorities,
      AccessMetrics metrics) {
    return new CertificateAuthenticator(authorities, InstantSource.system(), metrics);
  }

  @Bean
  AuthenticationSetup gatewayAuthentication(
      AuthenticationProperties authentication, ServiceAccountTokens tokens, ReloadMeters reloads) {
    return new AuthenticationSetup(
        authentication, tokens.issuer(), InstantSource.system(), reloads.of("authentication"));
  }

  @Bean
  @Order(30)
  BearerAuthenticator gatewayBearerUsers(
      ServiceAccountTokens tokens,
      ObjectReader reader,
      AuthenticationSetup setup,
      TokenMetrics metrics) {
    List<TokenVerifier> verifiers = new ArrayList<>();
    verifiers.add(tokens);
    verifiers.add(new BootstrapTokens(reader, setup.audiences(), InstantSource.system()));
    verifiers.addAll(setup.verifiers(metrics.cache()));
    return new BearerAuthenticator(verifiers);
  }

  @Bean
  @Order(LAST)
  Authenticator gatewayAnonymousUsers(AuthenticationSetup setup, ApiGatewayProperties properties) {
    return setup.anonymous(properties.anonymous());
  }

  @Bean
  @Order(10)
  PrivilegedGroupAuthorizer gatewayPrivilegedGroup() {
    return new PrivilegedGroupAuthorizer();
  }

  @Bean
  @Order(20)
  NodeAuthorizer gatewayNodeAuthorizer(
      ResourceCaches caches, ResourceCatalog catalog, MeterRegistry meters) {
    return new NodeAuthorizer(new NodeGraphFeed(caches, catalog, meters));
  }

  @Bean
  @Order(30)
  RbacAuthorizer gatewayRbac(ObjectReader reader) {
    return new RbacAuthorizer(reader);
  }

  /**
   * What the file says, or the node authorizer and RBAC; before either, members of system:masters
   * and Swagger UI's files, which are everybody's.
   */
  @Bean(destroyMethod = "close")
  Authorization gatewayAuthorization(
      PrivilegedGroupAuthorizer privileged,
      NodeAuthorizer nodes,
      RbacAuthorizer rbac,
      @Qualifier("gatewaySwaggerUiAccess") Authorizer publicFiles,
      AuthorizationProperties properties,
      ReloadMeters reloads) {
    Path file = properties.config();
    if (file == null) {
      return Authorization.of(
          List.of(
              privileged,
              publicFiles,
              CountedAuthorizer.of("Node", "node", nodes, reloads.registry()),
              CountedAuthorizer.of("RBAC", "rbac", rbac, reloads.registry())));
    }
    return Authorization.following(
        AuthorizerChain.of(
            file,
            properties.reloadInterval(),
            List.of(privileged, publicFiles),
            Map.of(
                "Node",
                nodes,
                "RBAC",
                rbac,
                "AlwaysAllow",
                (_, _) -> new Authorizer.Decision.Allow(""),
                "AlwaysDeny",
                (_, _) -> new Authorizer.Decision.NoOpinion("Everything is forbidden.")),
            InstantSource.system(),
            reloads));
  }

  @Bean
  RequestFilter gatewayImpersonation(Authorization authorization, MeterRegistry meters) {
    return new ImpersonationFilter(authorization, new ImpersonationMetrics(meters));
  }

  @Bean
  BootstrapStep gatewayRbacBootstrap(
      ResourceCatalog catalog, ObjectReader reader, ObjectWriter writer) {
    return new RbacBootstrap(catalog, reader, writer);
  }

  @Bean
  @Order(LAST)
  AdmissionPlugin gatewayRbacEscalation(RbacAuthorizer rbac, Authorization authorization) {
    return new RbacEscalationPlugin(rbac, authorization);
  }

  @Bean
  LegacyTokenTracking gatewayLegacyTokenTracking(
      ResourceCatalog catalog, ResourceCaches caches, ObjectReader reader, ObjectWriter writer) {
    return new LegacyTokenTracking(catalog, caches, reader, writer, InstantSource.system());
  }

  @Bean
  SubresourceHandler gatewayAccessReviews(Registry registry, Authorization authorization) {
    return new AccessReviewHandler(registry.postedForms(), authorization);
  }

  @Bean
  SubresourceHandler gatewayRulesReviews(Registry registry, RbacAuthorizer rbac) {
    return new RulesReviewHandler(registry.postedForms(), rbac);
  }

  @Bean
  SubresourceHandler gatewayIdentityReviews(
      Registry registry, BearerAuthenticator bearer, AuthenticationSetup setup) {
    return new IdentityReviewHandler(
        registry.postedForms(), bearer, setup.audiences(), InstantSource.system());
  }

  @Bean
  SubresourceHandler gatewayTokenRequests(
      ObjectReader reader,
      ServiceAccountTokens tokens,
      AuthenticationSetup setup,
      Registry registry) {
    return new TokenRequestHandler(
        registry.postedForms(),
        reader,
        tokens,
        setup.audiences(),
        registry.admission(),
        InstantSource.system());
  }

  @Bean
  NonResourceHandler gatewayServiceAccountIssuer(
      ServiceAccountTokens tokens, ApiGatewayProperties properties) {
    return new ServiceAccountIssuerHandler(
        tokens, "https://" + AdvertisedAddress.of(properties) + ":" + properties.port());
  }
}
