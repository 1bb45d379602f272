package io.navarch.model.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.schema.BuiltinSchemas;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BuiltinResourcesTest {
  private final BuiltinResources resources = BuiltinResources.instance();

  @Test
  void podsHaveTheirSubresources() {
    ResourceDefinition pods = resources.byPlural("", "v1", "pods").orElseThrow();
    assertThat(pods.subresources().get("status").kind()).isNull();
    assertThat(pods.subresources().get("exec").verbs()).isEqualTo(Set.of("create", "get"));
    assertThat(pods.subresources().get("eviction").kind())
        .isEqualTo(new GroupVersionKind("policy", "v1", "Eviction"));
    assertThat(pods.storageKey("default", "a")).isEqualTo("/registry/pods/default/a");
    assertThat(pods.gracefulDeletion()).isTrue();
    assertThat(pods.fieldSelectors()).contains("spec.nodeName", "status.phase");
    assertThat(resources.all()).hasSize(68);
  }

  @Test
  void everyKindHasASchemaWithMetadata() {
    for (ResourceDefinition resource : resources.all()) {
      assertThat(BuiltinSchemas.instance().byKind(resource.gvk()))
          .as(resource.gvk().toString())
          .hasValueSatisfying(schema -> assertThat(schema.field("metadata")).isNotNull());
    }
  }
}
