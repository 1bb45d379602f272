package io.navarch.store.rest;

import io.navarch.model.store.StateStore;
import io.navarch.model.web.SecurityHeaders;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http2.Http2Protocol;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/**
 * The store over HTTP. Only the store's own process takes it in: whoever reaches these paths holds
 * the whole cluster, so they are served under mutual TLS or not at all.
 */
@Configuration(proxyBeanMethods = false)
@Import({StoreController.class, MaintenanceController.class, StoreErrors.class})
public class StateStoreRestConfiguration {

  /** One for all that share this process. */
  @Bean
  @ConditionalOnMissingBean
  SecurityHeaders securityHeaders() {
    return new SecurityHeaders();
  }

  private static final int STREAMS = 10_000;
  private static final long BEAT_SECONDS = 10;

  @Bean
  WatchController storeWatchController(StateStore store) {
    return new WatchController(store, JsonMapper.builder().build());
  }

  @Bean
  WireMessageConverter storeWireMessageConverter() {
    return new WireMessageConverter();
  }

  @Bean
  OpenAPI storeOpenApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Navarch state store")
                .version("v1")
                .description("Keys, revisions, leases and streams of changes"));
  }

  @Bean(destroyMethod = "shutdownNow")
  ScheduledExecutorService storeWatchBeats(WatchController watches) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("store-beats").factory());
    timer.scheduleWithFixedDelay(watches::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    return timer;
  }

  /** A gateway runs all of its watches and calls over one connection. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> storeHttp2Streams() {
    return factory ->
        factory.addConnectorCustomizers(
            connector -> {
              for (var upgrade : connector.findUpgradeProtocols()) {
                if (upgrade instanceof Http2Protocol http2) {
                  http2.setMaxConcurrentStreams(STREAMS);
                  http2.setMaxConcurrentStreamExecution(STREAMS);
                  http2.setOverheadCountFactor(0);
                  http2.setKeepAliveTimeout(-1);
                  http2.setStreamWriteTimeout(-1);
                }
              }
            });
  }
}
