package io.navarch.gateway.remotestore;

import io.navarch.model.store.StateStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the {@link StateStore} bean of a gateway that runs apart from its store: where {@code
 * navarch.gateway.store.url} is set. In one JVM with the store that property stays unset.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("navarch.gateway.store.url")
@EnableConfigurationProperties(RemoteStoreConfiguration.Properties.class)
public class RemoteStoreConfiguration {

  /**
   * @param url such as {@code https://127.0.0.1:7379}
   * @param ca certificates (PEM) that the store's certificate is checked against
   * @param certificate the gateway's certificate chain for the store (PEM)
   * @param key the gateway's private key for the store (PEM, PKCS#8)
   * @param timeout after which a call counts as failed
   */
  @ConfigurationProperties("navarch.gateway.store")
  public record Properties(
      URI url,
      @Nullable Path ca,
      @Nullable Path certificate,
      @Nullable Path key,
      @DefaultValue("10s") Duration timeout) {}

  @Bean(destroyMethod = "close")
  RemoteStore stateStore(Properties properties) {
    return new RemoteStore(
        new RemoteStoreOptions(
            properties.url(),
            properties.ca(),
            properties.certificate(),
            properties.key(),
            properties.timeout()));
  }
}
