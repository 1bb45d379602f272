package io.navarch.model.process;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What every process does about its own memory. */
@Configuration(proxyBeanMethods = false)
class HeapTrimConfiguration {
  @Bean
  HeapTrim heapTrim() {
    return new HeapTrim();
  }
}
