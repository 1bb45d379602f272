package io.navarch.gateway.encryption;

import io.micrometer.core.instrument.MeterRegistry;
import io.navarch.gateway.configfile.ConfigurationFile;
import io.navarch.gateway.configfile.ReloadMeters;
import io.navarch.gateway.configfile.WatchedFile;
import io.navarch.gateway.stored.MeteredStore;
import io.navarch.gateway.stored.StoredResource;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.store.StateStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires encryption at rest between the gateway and its store. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EncryptionProperties.class)
public class EncryptionAtRestConfiguration {

  @Bean
  Encryption gatewayEncryption(
      StateStore store, EncryptionProperties properties, ReloadMeters reloads) {
    Path file = properties.providerConfig();
    if (file == null) {
      return new Encryption(store, null);
    }
    EncryptionConfigReader reader =
        new EncryptionConfigReader(
            properties.kmsStateInterval(),
            new SecureRandom(),
            InstantSource.system(),
            () -> UUID.randomUUID().toString(),
            new EnvelopeMetrics(reloads.registry(), reloads.server(), InstantSource.system()));
    WatchedFile<EncryptionRules> rules =
        new WatchedFile<>(
            file,
            properties.reloadInterval(),
            path ->
                ConfigurationFile.read(
                    path,
                    "apiserver.config.k8s.io",
                    Set.of("v1"),
                    "EncryptionConfiguration",
                    reader::read),
            (old, _) -> Encryption.retire(old),
            reloads.of("encryption"));
    return new Encryption(
        new EncryptingStore(
            store, resources(), rules, new TransformationMetrics(reloads.registry())),
        rules);
  }

  /** What the rest of the gateway knows as the store; only given to who asks for it by name. */
  @Bean(defaultCandidate = false, destroyMethod = "")
  StateStore gatewayStore(Encryption encryption, MeterRegistry meters) {
    return new MeteredStore(encryption.store(), resources(), meters);
  }

  private static StoredResource.Index resources() {
    return new StoredResource.Index(BuiltinResources.instance().all());
  }
}
