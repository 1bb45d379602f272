package io.navarch.controller.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevisionHistoryTest {

  @Test
  void thePatchIsWrittenInTheOrderOfNames() {
    Map<?, ?> template =
        Serialization.unmarshal(
            """
            {"spec":{"restartPolicy":"Always","containers":[{"name":"c","image":"i"}]},\
            "metadata":{"labels":{"b":"2","a":"1"}}}""",
            Map.class);
    assertThat(Serialization.asJson(RevisionHistory.data(template)))
        .isEqualTo(
            """
            {"spec":{"template":{"$patch":"replace","metadata":{"labels":{"a":"1","b":"2"}},\
            "spec":{"containers":[{"image":"i","name":"c"}],"restartPolicy":"Always"}}}}""");
  }

  @Test
  void revisionsAreKnownByTheLabelOfTheirOwnersKind() {
    assertThat(RevisionHistory.label(new DaemonSet())).isEqualTo("controller-revision-hash");
    assertThat(RevisionHistory.label(new StatefulSet())).isEqualTo("controller.kubernetes.io/hash");
    for (String label :
        new String[] {"controller-revision-hash", "controller.kubernetes.io/hash"}) {
      assertThat(
              RevisionHistory.hash(
                  new ControllerRevisionBuilder()
                      .withNewMetadata()
                      .addToLabels(label, "5f74c")
                      .endMetadata()
                      .build()))
          .isEqualTo("5f74c");
    }
  }
}
