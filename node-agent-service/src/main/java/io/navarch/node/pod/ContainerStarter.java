package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.cri.v1.Image;
import io.navarch.node.cri.v1.Mount;
import io.navarch.node.cri.v1.PodSandboxConfig;
import io.navarch.node.volume.VolumeFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes one container: image, environment, mounts, create, start, hook. */
final class ContainerStarter {
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final NodeServices services;
  private final ImagePuller puller;
  private final EnvironmentResolver environment;
  private final LifecycleHooks hooks;

  ContainerStarter(NodeServices services) {
    this.services = services;
    this.puller =
        new ImagePuller(
            services.images(),
            services.events(),
            new PullSecrets(services.objects()),
            services.clock());
    this.environment =
        new EnvironmentResolver(services.objects(), new DownwardValues(services.node()));
    this.hooks = new LifecycleHooks(services.runtime());
  }

  /** Where a container is started. */
  record Place(
      ObservedSandbox sandbox,
      PodSandboxConfig config,
      Map<String, Path> volumes,
      ObservedPod observed) {
    List<String> ips(NodeFacts node) {
      return sandbox.ips().isEmpty() ? node.ips() : sandbox.ips();
    }
  }

  /** What came of it. */
  sealed interface Started {
    record Running(String id) implements Started {}

    record Failed(WaitingReason reason, Instant retryAt) implements Started {}
  }

  Started start(Pod pod, Container c, int attempt, Place place) throws InterruptedException {
    String field = PodWork.fieldPath(pod, c.getName());
    // 1. The image.
    ImagePuller.Result image = puller.ensure(pod, c, field, place.config());
    if (image instanceof ImagePuller.Result.Failed failed) {
      return new Started.Failed(failed.reason(), failed.retryAt());
    }
    Image present = ((ImagePuller.Result.Present) image).image();
    // 2. What it is made from.
    String id;
    try {
      var config = config(pod, c, attempt, place, present);
      // 3. The container itself.
      id = services.runtime().createContainer(place.sandbox().id(), config, place.config());
    } catch (ConfigFailure | VolumeFailure e) {
      return failed(pod, field, "CreateContainerConfigError", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return failed(pod, field, "CreateContainerError", e.toString());
    } catch (RuntimeFailure e) {
      return failed(pod, field, "CreateContainerError", description(e));
    }
    services.events().container(pod, field, "Normal", "Created", "Container created");
    try {
      services.runtime().startContainer(id);
    } catch (RuntimeFailure e) {
      return failed(pod, field, "RunContainerError", description(e));
    }
    services.events().container(pod, field, "Normal", "Started", "Container started");
    // 4. Its own first act.
    return postStart(pod, c, field, id, place);
  }

  private Started postStart(Pod pod, Container c, String field, String id, Place place)
      throws InterruptedException {
    if (c.getLifecycle() == null || c.getLifecycle().getPostStart() == null) {
      return new Started.Running(id);
    }
    String ip = place.ips(services.node()).getFirst();
    String failure = hooks.run(c.getLifecycle().getPostStart(), c, id, ip, Duration.ofHours(1));
    if (failure == null) {
      return new Started.Running(id);
    }
    services
        .events()
        .container(pod, field, "Warning", "FailedPostStartHook", "PostStartHook failed");
    services.events().container(pod, field, "Normal", "Killing", "FailedPostStartHook");
    services.runtime().stopContainer(id, Duration.ofSeconds(2));
    return new Started.Failed(
        new WaitingReason("PostStartHookError", "PostStartHookError: " + failure),
        services.clock().instant());
  }

  private Started failed(Pod pod, String field, String reason, String message) {
    services.events().container(pod, field, "Warning", "Failed", "Error: " + message);
    return new Started.Failed(
        new WaitingReason(reason, message), services.clock().instant().plus(RETRY));
  }

  private static String description(RuntimeFailure e) {
    String message = String.valueOf(e.getMessage());
    int desc = message.indexOf(" desc = ");
    return desc < 0 ? message : message.substring(desc + " desc = ".length());
  }

  private io.navarch.node.cri.v1.ContainerConfig config(
      Pod pod, Container c, int attempt, Place place, Image image)
      throws ConfigFailure, VolumeFailure, IOException {
    Map<String, String> env = environment.resolve(pod, c, place.ips(services.node()));
    List<Mount> mounts = new ArrayList<>(services.volumes().mounts(c, place.volumes(), env));
    addHostsFile(pod, c, place, mounts);
    addTerminationLog(pod, c, attempt, mounts);
    Files.createDirectories(Path.of(place.config().getLogDirectory()).resolve(c.getName()));
    String imageRef = image.getId().isEmpty() ? c.getImage() : image.getId();
    return ContainerConfigs.of(
        new ContainerConfigs.Ingredients(
            pod,
            c,
            attempt,
            imageRef,
            image,
            env,
            mounts,
            List.of(),
            joined(pod, c, place),
            services.node()));
  }

  /**
   * The container whose processes an ephemeral container wants to see, by id; empty for all others.
   */
  private static String joined(Pod pod, Container c, Place place) {
    for (EphemeralContainer e : pod.getSpec().getEphemeralContainers()) {
      if (e.getName().equals(c.getName()) && e.getTargetContainerName() != null) {
        ObservedContainer target = place.observed().latest(e.getTargetContainerName());
        return target == null ? "" : target.id();
      }
    }
    return "";
  }

  private void addHostsFile(Pod pod, Container c, Place place, List<Mount> mounts)
      throws IOException {
    if (c.getVolumeMounts().stream().anyMatch(m -> "/etc/hosts".equals(m.getMountPath()))) {
      return;
    }
    Path file = services.node().podDir(pod.getMetadata().getUid()).resolve("etc-hosts");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Path nodeFile = Path.of("/etc/hosts");
    String own = Files.isReadable(nodeFile) ? Files.readString(nodeFile) : "";
    Files.writeString(
        file,
        HostsFile.text(pod, place.ips(services.node()), services.node().clusterDomain(), own));
    mounts.add(
        Mount.newBuilder().setContainerPath("/etc/hosts").setHostPath(file.toString()).build());
  }

  private void addTerminationLog(Pod pod, Container c, int attempt, List<Mount> mounts)
      throws IOException {
    Path file =
        TerminationMessages.file(services.node(), pod.getMetadata().getUid(), c.getName(), attempt);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, new byte[0]);
    Files.setAttribute(file, "unix:mode", 0666);
    mounts.add(
        Mount.newBuilder()
            .setContainerPath(TerminationMessages.path(c))
            .setHostPath(file.toString())
            .build());
  }

  void forget(String podUid) {
    puller.forget(podUid);
  }
}
