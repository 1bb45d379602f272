package io.navarch.gateway.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulingResourcesTest {
  @ParameterizedTest
  @CsvSource({
    "/registry/roles/default/reader, true",
    "/registry/clusterroles/reader, true",
    "/registry/namespaces/roles, true",
    "/registry/apiextensions.k8s.io/customresourcedefinitions/a.b, true",
    "/registry/apiregistration.k8s.io/apiservices/v1.a.b, true",
    "/registry/pods/roles/roles, false",
    "/registry/example.org/roles/default/a, false",
    "/registry/services/specs/default/roles, false",
    "/registry/minions/a, false",
    "/registry/roles, false"
  })
  void knowsThemByTheirKeys(String key, boolean rules) {
    assertThat(RulingResources.holds(key)).isEqualTo(rules);
  }
}
