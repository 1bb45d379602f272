package io.navarch.controller.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The condition by which a pod's end is told to be no fault of its own. */
public final class DisruptionTarget {

  public static final String TYPE = "DisruptionTarget";

  private DisruptionTarget() {}

  /** Sets the condition. */
  public static void mark(
      KubernetesClient client, Pod pod, String reason, String message, Instant now) {
    patch(client, pod, Map.of("conditions", List.of(condition(reason, message, now))));
  }

  /** Sets the condition and ends the pod as failed: no node is there to do it. */
  public static void fail(
      KubernetesClient client, Pod pod, String reason, String message, Instant now) {
    List<Map<String, Object>> conditions = new ArrayList<>();
    conditions.add(condition(reason, message, now));
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("phase", "Failed");
    status.put("conditions", conditions);
    patch(client, pod, status);
  }

  private static Map<String, Object> condition(String reason, String message, Instant now) {
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("type", TYPE);
    condition.put("status", "True");
    condition.put("reason", reason);
    condition.put("message", message);
    condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
    return condition;
  }

  private static void patch(KubernetesClient client, Pod pod, Map<String, Object> status) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("metadata", Map.of("uid", pod.getMetadata().getUid()));
    body.put("status", status);
    client
        .pods()
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.STRATEGIC_MERGE),
            client.getKubernetesSerialization().asJson(body));
  }
}
