package io.navarch.store;

import io.navarch.model.store.StateStore;
import io.navarch.store.embedded.EmbeddedOptions;
import io.navarch.store.embedded.EmbeddedStore;
import io.navarch.store.etcd.EtcdOptions;
import io.navarch.store.etcd.EtcdStore;
import java.time.InstantSource;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The store and what runs beside it. The {@link StateStore} bean is open when it is made and closed
 * after the beans that use it.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StateStoreProperties.class)
public class StateStoreConfiguration {

  @Bean(name = "stateStore", destroyMethod = "close")
  @ConditionalOnProperty(
      name = "navarch.store.engine",
      havingValue = "embedded",
      matchIfMissing = true)
  EmbeddedStore embeddedStateStore(StateStoreProperties properties) {
    EmbeddedOptions options =
        new EmbeddedOptions(
            properties.directory(),
            properties.sync(),
            properties.quota().toBytes(),
            properties.blockCache().toBytes(),
            properties.writeBuffer().toBytes(),
            properties.writeBuffer().toBytes() / 2);
    return EmbeddedStore.open(options, InstantSource.system());
  }

  @Bean(name = "stateStore", destroyMethod = "close")
  @ConditionalOnProperty(name = "navarch.store.engine", havingValue = "etcd")
  EtcdStore etcdStateStore(StateStoreProperties properties) {
    StateStoreProperties.Etcd etcd = properties.etcd();
    return EtcdStore.connect(
        new EtcdOptions(etcd.endpoints(), etcd.ca(), etcd.cert(), etcd.key(), etcd.timeout()));
  }

  @Bean
  @ConditionalOnProperty(name = "navarch.store.compaction.enabled", matchIfMissing = true)
  CompactionSchedule storeCompactionSchedule(
      StateStore stateStore, StateStoreProperties properties) {
    return new CompactionSchedule(stateStore, properties.compaction().interval());
  }

  @Bean
  @ConditionalOnProperty("navarch.store.snapshot.directory")
  SnapshotSchedule storeSnapshotSchedule(StateStore stateStore, StateStoreProperties properties) {
    StateStoreProperties.Snapshot snapshot = properties.snapshot();
    return new SnapshotSchedule(
        stateStore,
        Objects.requireNonNull(snapshot.directory()),
        snapshot.interval(),
        snapshot.keep());
  }

  @Bean
  StoreHealthIndicator storeHealthIndicator(StateStore stateStore) {
    return new StoreHealthIndicator(stateStore);
  }

  @Bean
  StoreMetrics storeMetrics(StateStore stateStore) {
    return new StoreMetrics(stateStore);
  }
}
