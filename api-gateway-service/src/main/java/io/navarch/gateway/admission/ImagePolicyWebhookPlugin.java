package io.navarch.gateway.admission;

import io.navarch.gateway.callout.CalloutClient;
import io.navarch.gateway.callout.CalloutException;
import io.navarch.gateway.configfile.ConfigurationNode;
import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.FieldError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ImagePolicyWebhook: asks a service, by ImageReview, whether a pod may run its images. */
final class ImagePolicyWebhookPlugin implements AdmissionPlugin, AutoCloseable {
  static final String NAME = "ImagePolicyWebhook";
  private static final Logger log = LoggerFactory.getLogger(ImagePolicyWebhookPlugin.class);
  private static final String AUDIT = "imagepolicywebhook.image-policy.k8s.io/";
  private static final String ASKED_ABOUT = ".image-policy.k8s.io/";
  private static final int MOST_REMEMBERED = 1024;
  private static final int ATTEMPTS = 5;

  private final CalloutClient service;
  private final Settings settings;
  private final InstantSource clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(Map<String, Object> status, Instant until) {}

  /**
   * @param allowedFor how long an allowing answer is remembered
   * @param deniedFor the same for a refusing one
   * @param pause between two attempts; each is half as long again
   * @param failsOpen whether pods may run when there is no answer
   */
  record Settings(
      String kubeconfig,
      Duration allowedFor,
      Duration deniedFor,
      Duration pause,
      boolean failsOpen) {

    static Settings read(ConfigurationNode root) {
      ConfigurationNode node = root.only("imagePolicy").child("imagePolicy");
      if (node == null) {
        root.reject(FieldError.required("imagePolicy", ""));
        return new Settings("", Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
      }
      node.only("kubeConfigFile", "allowTTL", "denyTTL", "retryBackoff", "defaultAllow");
      if (node.string("kubeConfigFile").isEmpty()) {
        node.reject(FieldError.required(node.path("kubeConfigFile"), ""));
      }
      Duration half = Duration.ofMinutes(30);
      return new Settings(
          node.string("kubeConfigFile"),
          span(node, "allowTTL", Duration.ofSeconds(1), half, Duration.ofMinutes(5)),
          span(node, "denyTTL", Duration.ofSeconds(1), half, Duration.ofSeconds(30)),
          span(
              node,
              "retryBackoff",
              Duration.ofMillis(1),
              Duration.ofMinutes(5),
              Duration.ofMillis(500)),
          node.flag("defaultAllow", false));
    }

    /** A number of units; -1 for none at all, 0 for what is usual. */
    private static Duration span(
        ConfigurationNode node, String name, Duration unit, Duration most, Duration usual) {
      long value = node.number(name, 0);
      if (value == -1) {
        return Duration.ZERO;
      }
      if (value == 0) {
        return usual;
      }
      if (value < 0 || value > most.dividedBy(unit)) {
        node.reject(
            FieldError.invalid(
                node.path(name), value, "valid value is between " + unit + " and " + most));
        return usual;
      }
      return unit.multipliedBy(value);
    }
  }

  ImagePolicyWebhookPlugin(CalloutClient service, Settings settings, InstantSource clock) {
    this.service = service;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject pod = request.object();
    boolean written =
        request.operation() == AdmissionRequest.Operation.CREATE
            || request.operation() == AdmissionRequest.Operation.UPDATE;
    boolean brief = request.subresource().equals("ephemeralcontainers");
    if (pod == null
        || !written
        || !request.resource().group().isEmpty()
        || !request.resource().plural().equals("pods")
        || !(request.subresource().isEmpty() || brief)) {
      return;
    }
    Map<String, Object> status;
    try {
      status = review(spec(request, pod, brief));
    } catch (CalloutException e) {
      log.warn("The image policy service has no answer: {}", e.getMessage());
      if (!settings.failsOpen()) {
        throw forbidden(request, "the image policy webhook does not answer");
      }
      request.notes().annotate(AUDIT + "failed-open", "true");
      return;
    }
    ApiObject.mapAt(status, "auditAnnotations")
        .forEach((key, value) -> request.notes().annotate(AUDIT + key, String.valueOf(value)));
    if (!Boolean.TRUE.equals(status.get("allowed"))) {
      String reason = ApiObject.string(status, "reason");
      throw forbidden(
          request,
          reason.isEmpty()
              ? "one or more images rejected by webhook backend"
              : "image policy webhook backend denied one or more images: " + reason);
    }
  }

  private static Map<String, Object> spec(AdmissionRequest request, ApiObject pod, boolean brief) {
    List<Object> containers = new ArrayList<>();
    for (String list :
        brief ? List.of("ephemeralContainers") : List.of("containers", "initContainers")) {
      PodTrees.containers(PodTrees.spec(pod), list)
          .forEach(c -> containers.add(Map.of("image", ApiObject.string(c, "image"))));
    }
    Map<String, Object> annotations = new LinkedHashMap<>();
    pod.annotations()
        .forEach(
            (key, value) -> {
              if (key.contains(ASKED_ABOUT)) {
                annotations.put(key, value);
              }
            });
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("containers", containers);
    if (!annotations.isEmpty()) {
      spec.put("annotations", annotations);
    }
    spec.put("namespace", request.namespace());
    return spec;
  }

  private Map<String, Object> review(Map<String, Object> spec) {
    String question = Json.writeString(spec);
    Answer known = answers.get(question);
    if (known != null && clock.instant().isBefore(known.until())) {
      return known.status();
    }
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("kind", "ImageReview");
    review.put("apiVersion", "imagepolicy.k8s.io/v1alpha1");
    review.put("metadata", Map.of());
    review.put("spec", spec);
    Map<String, Object> status = ApiObject.mapAt(post(Json.write(review)), "status");
    boolean allowed = Boolean.TRUE.equals(status.get("allowed"));
    Duration kept = allowed ? settings.allowedFor() : settings.deniedFor();
    if (kept.isPositive()) {
      if (answers.size() >= MOST_REMEMBERED) {
        answers.clear();
      }
      answers.put(question, new Answer(status, clock.instant().plus(kept)));
    }
    return status;
  }

  /** What may go better the next time is tried again. */
  private Map<String, Object> post(byte[] review) {
    Duration pause = settings.pause();
    int left = ATTEMPTS;
    while (true) {
      try {
        return service.post(review);
      } catch (CalloutException e) {
        if (--left == 0 || !e.worthRetrying() || !rested(pause)) {
          throw e;
        }
      }
      pause = pause.multipliedBy(3).dividedBy(2);
    }
  }

  private static boolean rested(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ApiException forbidden(AdmissionRequest request, String why) {
    return ApiException.forbidden("", "pods", request.named(), why);
  }

  @Override
  public void close() {
    service.close();
  }
}
