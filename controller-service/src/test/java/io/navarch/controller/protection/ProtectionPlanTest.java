package io.navarch.controller.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import org.junit.jupiter.api.Test;

class ProtectionPlanTest {
  private static final String FINALIZER = "kubernetes.io/vac-protection";

  @Test
  void theServedVersionIsTheOneThatIsWatched() {
    assertThat(HasMetadata.getApiVersion(VolumeAttributesClass.class))
        .isEqualTo("storage.k8s.io/v1");
    assertThat(HasMetadata.getPlural(VolumeAttributesClass.class))
        .isEqualTo("volumeattributesclasses");
  }

  @Test
  void whatStandsIsProtectedAndWhatGoesIsLetGo() {
    VolumeAttributesClass object = new VolumeAttributesClass();
    object.setMetadata(new ObjectMetaBuilder().withName("gold").build());
    assertThat(ProtectionPlan.of(object, FINALIZER)).isEqualTo(ProtectionPlan.PROTECT);
    object.getMetadata().getFinalizers().add(FINALIZER);
    assertThat(ProtectionPlan.of(object, FINALIZER)).isEqualTo(ProtectionPlan.SETTLED);
    object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(ProtectionPlan.of(object, FINALIZER)).isEqualTo(ProtectionPlan.RELEASE_IF_UNUSED);
  }

  @Test
  void aClassIsUsedByWhatWantsItHasItOrIsGettingIt() {
    PersistentVolumeClaim none = new PersistentVolumeClaimBuilder().withNewSpec().endSpec().build();
    assertThat(AttributesClassUse.names(none, "gold")).isFalse();
    assertThat(
            AttributesClassUse.names(
                new PersistentVolumeClaimBuilder(none)
                    .editSpec()
                    .withVolumeAttributesClassName("gold")
                    .endSpec()
                    .build(),
                "gold"))
        .isTrue();
    assertThat(
            AttributesClassUse.names(
                new PersistentVolumeClaimBuilder(none)
                    .withNewStatus()
                    .withCurrentVolumeAttributesClassName("gold")
                    .endStatus()
                    .build(),
                "gold"))
        .isTrue();
    assertThat(
            AttributesClassUse.names(
                new PersistentVolumeClaimBuilder(none)
                    .withNewStatus()
                    .withNewModifyVolumeStatus("InProgress", "gold")
                    .endStatus()
                    .build(),
                "gold"))
        .isTrue();
    assertThat(
            AttributesClassUse.names(
                new PersistentVolumeBuilder()
                    .withNewSpec()
                    .withVolumeAttributesClassName("gold")
                    .endSpec()
                    .build(),
                "gold"))
        .isTrue();
  }
}
