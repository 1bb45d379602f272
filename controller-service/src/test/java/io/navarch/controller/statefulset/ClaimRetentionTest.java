package io.navarch.controller.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.navarch.controller.pod.PodControl;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimRetentionTest {
  private static final Pod POD =
      new PodBuilder().withNewMetadata().withName("set-2").withUid("pod").endMetadata().build();

  @Test
  void claimsThatAreKeptHaveNoOwner() {
    StatefulSet set = set("Retain", "Retain");
    assertThat(ClaimRetention.owners(set, POD, claim(), false)).isNull();
    assertThat(ClaimRetention.owners(set, POD, claim(), true)).isNull();
    assertThat(ClaimRetention.owners(set, POD, claim(ref(set)), false)).isEmpty();
  }

  @Test
  void claimsThatGoWithTheSetAreItsOwn() {
    StatefulSet set = set("Delete", "Retain");
    assertThat(ClaimRetention.owners(set, POD, claim(), false)).containsExactly(ref(set));
    assertThat(ClaimRetention.owners(set, POD, claim(), true)).containsExactly(ref(set));
    assertThat(ClaimRetention.owners(set, POD, claim(ref(set)), false)).isNull();
  }

  @Test
  void claimsThatGoWhenTheSetShrinksAreThoseOfThePodThatGoes() {
    StatefulSet scaled = set("Retain", "Delete");
    assertThat(ClaimRetention.owners(scaled, POD, claim(), false)).isNull();
    assertThat(ClaimRetention.owners(scaled, POD, claim(), true)).containsExactly(ref(POD));
    assertThat(ClaimRetention.owners(scaled, POD, claim(ref(POD)), false)).isEmpty();
    StatefulSet both = set("Delete", "Delete");
    assertThat(ClaimRetention.owners(both, POD, claim(ref(both)), true)).containsExactly(ref(POD));
    assertThat(ClaimRetention.owners(both, POD, claim(ref(POD)), false)).containsExactly(ref(both));
  }

  @Test
  void whatOthersManageIsLeftToThem() {
    StatefulSet set = set("Delete", "Delete");
    OwnerReference other =
        new OwnerReferenceBuilder()
            .withApiVersion("v1")
            .withKind("Operator")
            .withName("x")
            .withUid("x")
            .withController(true)
            .build();
    assertThat(ClaimRetention.owners(set, POD, claim(other), false)).isNull();
    assertThat(ClaimRetention.owners(set, POD, claim(other, ref(set)), false))
        .containsExactly(other);
    OwnerReference stale = ref(POD);
    stale.setUid("earlier");
    assertThat(ClaimRetention.owners(set, POD, claim(stale), false)).isNull();
  }

  @Test
  void aNewPodWaitsUntilTheClaimOfTheEarlierOneIsGone() {
    assertThat(ClaimRetention.isStale(set("Retain", "Delete"), "set-2", claim(ref(POD)))).isTrue();
    assertThat(ClaimRetention.isStale(set("Retain", "Delete"), "set-2", claim())).isFalse();
    assertThat(ClaimRetention.isStale(set("Delete", "Retain"), "set-2", claim(ref(POD)))).isFalse();
  }

  private static OwnerReference ref(HasMetadata owner) {
    return PodControl.controllerReference(owner);
  }

  private static PersistentVolumeClaim claim(OwnerReference... owners) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("data-set-2")
        .withOwnerReferences(List.of(owners))
        .endMetadata()
        .build();
  }

  private static StatefulSet set(String whenDeleted, String whenScaled) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("set")
        .withUid("set")
        .endMetadata()
        .withNewSpec()
        .withNewPersistentVolumeClaimRetentionPolicy(whenDeleted, whenScaled)
        .endSpec()
        .build();
  }
}
