package io.navarch.controller.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths are asked for as a list and which as one object. */
class MetadataAcceptTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/pods",
        "/api/v1/namespaces",
        "/api/v1/namespaces/default/pods",
        "/apis/apps/v1/deployments",
        "/apis/farm.example.com/v1/namespaces/default/sheep"
      })
  void collections(String path) {
    assertThat(MetadataAccept.isCollection(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/namespaces/default",
        "/api/v1/namespaces/default/pods/bus",
        "/api/v1/nodes/nodes",
        "/apis/farm.example.com/v1/namespaces/default/sheep/dolly",
        "/apis/apps/v1",
        "/api"
      })
  void objectsAndDiscovery(String path) {
    assertThat(MetadataAccept.isCollection(path)).isFalse();
  }
}
