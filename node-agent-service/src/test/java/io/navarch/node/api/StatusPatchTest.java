package io.navarch.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.navarch.model.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusPatchTest {
  private static final Pod POD =
      new PodBuilder().withNewMetadata().withName("p").withUid("u").endMetadata().build();

  private static PodStatus status(String message) {
    return new PodStatusBuilder()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withMessage(message)
        .endCondition()
        .build();
  }

  @Test
  void sendsOnlyWhatDiffers() {
    assertThat(StatusPublisher.patch(POD, status("a"), status("a")))
        .isEqualTo("{\"metadata\":{\"uid\":\"u\"},\"status\":{}}");
  }

  @Test
  void takesBackWhatAConditionSaysNoLonger() {
    Object patch = Json.read(StatusPublisher.patch(POD, status("not yet"), status(null)));
    assertThat(Json.writeString(patch)).contains("\"message\":null");
  }

  @Test
  void deletesConditionsThatAreGone() {
    PodStatus before =
        new PodStatusBuilder(status("a"))
            .addNewCondition()
            .withType("PodResizePending")
            .withStatus("True")
            .endCondition()
            .build();
    assertThat(Json.writeString(Json.read(StatusPublisher.patch(POD, before, status("a")))))
        .contains("\"$patch\":\"delete\"")
        .contains("\"type\":\"PodResizePending\"");
  }

  @Test
  void deletesAddressesThatAreGone() {
    PodStatus before = new PodStatusBuilder().withPodIPs(new PodIP("10.0.0.1")).build();
    PodStatus now = new PodStatusBuilder().withPodIPs(new PodIP("10.0.0.2")).build();
    Map<String, Object> patch = Json.readObject(StatusPublisher.patch(POD, before, now).getBytes());
    assertThat(Json.writeString(patch.get("status")))
        .contains("{\"ip\":\"10.0.0.2\"}")
        .contains("\"$patch\":\"delete\"");
  }
}
