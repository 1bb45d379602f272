package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.api.EventRecorder;
import io.navarch.node.cri.ImageStore;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.cri.v1.AuthConfig;
import io.navarch.node.cri.v1.Image;
import io.navarch.node.cri.v1.PodSandboxConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sees to it that an image is on the node, as the container's pull policy says. */
final class ImagePuller {
  private static final Pattern REFERENCE =
      Pattern.compile(
          "([a-zA-Z0-9.-]+(:[0-9]+)?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
              + "(:[\\w][\\w.-]{0,127})?(@[a-z0-9+._-]+:[0-9a-fA-F]{32,})?");

  private final ImageStore images;
  private final EventRecorder events;
  private final PullSecrets secrets;
  private final InstantSource clock;
  private final Map<String, BackOff> backOffs = new ConcurrentHashMap<>();
  private final Map<String, Instant> failedAt = new ConcurrentHashMap<>();

  /**
   * One pull at a time, as the kubelet does it by default: many at once only share the same line
   * and disk.
   */
  private final ReentrantLock line = new ReentrantLock();

  ImagePuller(ImageStore images, EventRecorder events, PullSecrets secrets, InstantSource clock) {
    this.images = images;
    this.events = events;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** What came of it. */
  sealed interface Result {
    record Present(Image image) implements Result {}

    /**
     * @param retryAt when it is worth another try
     */
    record Failed(WaitingReason reason, Instant retryAt) implements Result {}
  }

  Result ensure(Pod pod, Container c, String fieldPath, PodSandboxConfig sandbox)
      throws InterruptedException {
    String name = c.getImage() == null ? "" : c.getImage();
    Instant now = clock.instant();
    if (!REFERENCE.matcher(name).matches()) {
      String message =
          "Failed to apply default image tag \""
              + name
              + "\": couldn't parse image name \""
              + name
              + "\": invalid reference format";
      events.container(pod, fieldPath, "Warning", "InspectFailed", message);
      return failed("InvalidImageName", message, now.plus(Duration.ofSeconds(10)));
    }
    Image present;
    try {
      present = images.find(name);
    } catch (RuntimeFailure e) {
      return failed(
          "ImageInspectError",
          "Failed to inspect image \"" + name + "\": " + e.getMessage(),
          now.plusSeconds(10));
    }
    String policy = policy(c, name);
    if (present != null && !policy.equals("Always")) {
      String note = policy.equals("Never") ? "" : " and can be accessed by the pod";
      events.container(
          pod,
          fieldPath,
          "Normal",
          "Pulled",
          "Container image \"" + name + "\" already present on machine" + note);
      return new Result.Present(present);
    }
    if (policy.equals("Never")) {
      String message = "Container image \"" + name + "\" is not present with pull policy of Never";
      events.container(pod, fieldPath, "Warning", "ErrImageNeverPull", message);
      return failed("ErrImageNeverPull", message, now.plus(Duration.ofSeconds(10)));
    }
    return pull(pod, name, fieldPath, sandbox);
  }

  private static String policy(Container c, String name) {
    if (c.getImagePullPolicy() != null) {
      return c.getImagePullPolicy();
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    boolean latest = !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
    return latest ? "Always" : "IfNotPresent";
  }

  private Result pull(Pod pod, String name, String fieldPath, PodSandboxConfig sandbox)
      throws InterruptedException {
    String key = pod.getMetadata().getUid() + "_" + name;
    BackOff backOff = backOffs.get(key);
    Instant failure = failedAt.get(key);
    if (backOff != null && failure != null && !backOff.allows(failure, clock.instant())) {
      String message = "Back-off pulling image \"" + name + "\"";
      events.container(pod, fieldPath, "Normal", "BackOff", message);
      return failed("ImagePullBackOff", message, failure.plus(backOff.delay()));
    }
    Instant queued = clock.instant();
    events.container(pod, fieldPath, "Normal", "Pulling", "Pulling image \"" + name + "\"");
    line.lockInterruptibly();
    try {
      Instant begun = clock.instant();
      Image image = fetch(pod, name, sandbox);
      Instant done = clock.instant();
      events.container(
          pod,
          fieldPath,
          "Normal",
          "Pulled",
          "Successfully pulled image \""
              + name
              + "\" in "
              + spoken(Duration.between(begun, done))
              + " ("
              + spoken(Duration.between(queued, done))
              + " including waiting). Image size: "
              + image.getSize()
              + " bytes.");
      backOffs.remove(key);
      failedAt.remove(key);
      return new Result.Present(image);
    } catch (RuntimeFailure e) {
      Instant now = clock.instant();
      BackOff next = BackOff.next(backOff, now);
      backOffs.put(key, next);
      failedAt.put(key, now);
      String message = "failed to pull image \"" + name + "\": " + e.getMessage();
      events.container(
          pod,
          fieldPath,
          "Warning",
          "Failed",
          "Failed to pull image \"" + name + "\": " + e.getMessage());
      events.container(pod, fieldPath, "Warning", "Failed", "Error: ErrImagePull");
      return failed("ErrImagePull", message, now.plus(next.delay()));
    } finally {
      line.unlock();
    }
  }

  private Image fetch(Pod pod, String name, PodSandboxConfig sandbox) {
    List<@Nullable AuthConfig> tries = new ArrayList<>(secrets.forImage(pod, name));
    if (tries.isEmpty()) {
      tries.add(null);
    }
    RuntimeFailure last = null;
    for (AuthConfig auth : tries) {
      try {
        String ref = images.pull(name, auth, sandbox);
        Image image = images.find(ref);
        return image == null ? Image.newBuilder().setId(ref).build() : image;
      } catch (RuntimeFailure e) {
        last = e;
      }
    }
    throw last == null ? new IllegalStateException("no pull was tried") : last;
  }

  private static String spoken(Duration d) {
    return d.toMillis() < 1000
        ? d.toMillis() + "ms"
        : String.format("%.3fs", d.toMillis() / 1000.0);
  }

  private static Result failed(String reason, String message, Instant retryAt) {
    return new Result.Failed(new WaitingReason(reason, message), retryAt);
  }

  void forget(String podUid) {
    backOffs.keySet().removeIf(k -> k.startsWith(podUid));
    failedAt.keySet().removeIf(k -> k.startsWith(podUid));
  }
}
