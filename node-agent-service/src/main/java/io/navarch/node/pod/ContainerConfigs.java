package io.navarch.node.pod;

import com.google.protobuf.ByteString;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.navarch.node.cri.v1.Capability;
import io.navarch.node.cri.v1.ContainerConfig;
import io.navarch.node.cri.v1.ContainerMetadata;
import io.navarch.node.cri.v1.Image;
import io.navarch.node.cri.v1.ImageSpec;
import io.navarch.node.cri.v1.Int64Value;
import io.navarch.node.cri.v1.KeyValue;
import io.navarch.node.cri.v1.LinuxContainerConfig;
import io.navarch.node.cri.v1.LinuxContainerSecurityContext;
import io.navarch.node.cri.v1.Mount;
import io.navarch.node.cri.v1.NamespaceMode;
import io.navarch.node.cri.v1.SupplementalGroupsPolicy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runtime's description of one container. */
final class ContainerConfigs {
  private static final List<String> MASKED =
      List.of(
          "/proc/asound",
          "/proc/acpi",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");
  private static final List<String> READONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  private ContainerConfigs() {}

  /**
   * What a container is made from, once everything is looked up.
   *
   * @param imageRef by which the runtime knows the image
   * @param image the image's own facts, for its default user
   * @param joins the id of the container whose processes an ephemeral container sees, or empty
   */
  record Ingredients(
      Pod pod,
      Container container,
      int attempt,
      String imageRef,
      Image image,
      Map<String, String> env,
      List<Mount> mounts,
      List<Long> extraGroups,
      String joins,
      NodeFacts node) {}

  static ContainerConfig of(Ingredients in) throws ConfigFailure {
    Pod pod = in.pod();
    Container c = in.container();
    var meta = pod.getMetadata();
    Long grace = pod.getSpec().getTerminationGracePeriodSeconds();
    var config =
        ContainerConfig.newBuilder()
            .setMetadata(
                ContainerMetadata.newBuilder().setName(c.getName()).setAttempt(in.attempt()))
            .setImage(ImageSpec.newBuilder().setImage(in.imageRef()))
            .setWorkingDir(c.getWorkingDir() == null ? "" : c.getWorkingDir())
            .setLogPath(c.getName() + "/" + in.attempt() + ".log")
            .setStdin(Boolean.TRUE.equals(c.getStdin()))
            .setStdinOnce(Boolean.TRUE.equals(c.getStdinOnce()))
            .setTty(Boolean.TRUE.equals(c.getTty()))
            .addAllMounts(in.mounts())
            .putLabels(RuntimeLabels.POD_NAME, meta.getName())
            .putLabels(RuntimeLabels.POD_NAMESPACE, meta.getNamespace())
            .putLabels(RuntimeLabels.POD_UID, meta.getUid())
            .putLabels(RuntimeLabels.CONTAINER_NAME, c.getName())
            .putAnnotations(RuntimeLabels.HASH, ContainerHash.of(c))
            .putAnnotations(RuntimeLabels.RESOURCES, ResourceAmounts.of(c).text())
            .putAnnotations(RuntimeLabels.RESTART_COUNT, Integer.toString(in.attempt()))
            .putAnnotations(RuntimeLabels.TERMINATION_MESSAGE_PATH, TerminationMessages.path(c))
            .putAnnotations(RuntimeLabels.TERMINATION_MESSAGE_POLICY, TerminationMessages.policy(c))
            .putAnnotations(
                RuntimeLabels.TERMINATION_GRACE, Long.toString(grace == null ? 30 : grace));
    c.getCommand().forEach(w -> config.addCommand(VariableExpansion.expand(w, in.env())));
    c.getArgs().forEach(w -> config.addArgs(VariableExpansion.expand(w, in.env())));
    in.env()
        .forEach(
            (k, v) ->
                config.addEnvs(
                    KeyValue.newBuilder().setKey(k).setValue(ByteString.copyFromUtf8(v))));
    return config
        .setLinux(
            LinuxContainerConfig.newBuilder()
                .setResources(LinuxResources.of(pod, c, in.node().capacity()))
                .setSecurityContext(security(in)))
        .build();
  }

  private static LinuxContainerSecurityContext security(Ingredients in) throws ConfigFailure {
    Pod pod = in.pod();
    PodSecurityContext ofPod =
        pod.getSpec().getSecurityContext() == null
            ? new PodSecurityContext()
            : pod.getSpec().getSecurityContext();
    SecurityContext own =
        in.container().getSecurityContext() == null
            ? new SecurityContext()
            : in.container().getSecurityContext();
    boolean privileged = Boolean.TRUE.equals(own.getPrivileged());
    var namespaces = SandboxConfigs.namespaces(pod).toBuilder();
    if (!in.joins().isEmpty()) {
      namespaces.setPid(NamespaceMode.TARGET).setTargetId(in.joins());
    }
    var security =
        LinuxContainerSecurityContext.newBuilder()
            .setNamespaceOptions(namespaces)
            .setPrivileged(privileged)
            .setReadonlyRootfs(Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()))
            .setNoNewPrivs(Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()))
            .setCapabilities(capabilities(own.getCapabilities()))
            .setSeccomp(
                SandboxConfigs.seccomp(
                    own.getSeccompProfile() != null
                        ? own.getSeccompProfile()
                        : ofPod.getSeccompProfile()));
    setUser(security, ofPod, own, in);
    if (ofPod.getFsGroup() != null) {
      security.addSupplementalGroups(ofPod.getFsGroup());
    }
    security.addAllSupplementalGroups(ofPod.getSupplementalGroups());
    security.addAllSupplementalGroups(in.extraGroups());
    if ("Strict".equals(ofPod.getSupplementalGroupsPolicy())) {
      security.setSupplementalGroupsPolicy(SupplementalGroupsPolicy.Strict);
    }
    if (!privileged && !"Unmasked".equals(own.getProcMount())) {
      security.addAllMaskedPaths(MASKED).addAllReadonlyPaths(READONLY);
    }
    return security.build();
  }

  private static void setUser(
      LinuxContainerSecurityContext.Builder security,
      PodSecurityContext ofPod,
      SecurityContext own,
      Ingredients in)
      throws ConfigFailure {
    Image image = in.image();
    Long user = first(own.getRunAsUser(), ofPod.getRunAsUser());
    Long group = first(own.getRunAsGroup(), ofPod.getRunAsGroup());
    Boolean nonRoot =
        own.getRunAsNonRoot() != null ? own.getRunAsNonRoot() : ofPod.getRunAsNonRoot();
    Long effective =
        user != null ? user : image.hasUid() ? Long.valueOf(image.getUid().getValue()) : null;
    if (Boolean.TRUE.equals(nonRoot)) {
      checkNotRoot(user, effective, image, in);
    }
    if (user != null) {
      security.setRunAsUser(Int64Value.newBuilder().setValue(user));
    } else if (image.hasUid()) {
      security.setRunAsUser(image.getUid());
    } else if (!image.getUsername().isEmpty()) {
      security.setRunAsUsername(image.getUsername());
    } else {
      security.setRunAsUser(Int64Value.newBuilder().setValue(0));
    }
    if (group != null) {
      security.setRunAsGroup(Int64Value.newBuilder().setValue(group));
    }
  }

  private static void checkNotRoot(
      @Nullable Long user, @Nullable Long effective, Image image, Ingredients in)
      throws ConfigFailure {
    String where =
        "(pod: \""
            + in.pod().getMetadata().getName()
            + "_"
            + in.pod().getMetadata().getNamespace()
            + "("
            + in.pod().getMetadata().getUid()
            + ")\", container: "
            + in.container().getName()
            + ")";
    if (user != null && user == 0) {
      throw new ConfigFailure("container's runAsUser breaks non-root policy " + where);
    }
    if (effective == null && !image.getUsername().isEmpty()) {
      throw new ConfigFailure(
          "container has runAsNonRoot and image has non-numeric user ("
              + image.getUsername()
              + "), cannot verify user is non-root "
              + where);
    }
    if (effective == null || effective == 0) {
      throw new ConfigFailure("container has runAsNonRoot and image will run as root " + where);
    }
  }

  private static Capability capabilities(@Nullable Capabilities capabilities) {
    var out = Capability.newBuilder();
    if (capabilities != null) {
      out.addAllAddCapabilities(capabilities.getAdd())
          .addAllDropCapabilities(capabilities.getDrop());
    }
    return out.build();
  }

  private static @Nullable Long first(@Nullable Long a, @Nullable Long b) {
    return a != null ? a : b;
  }
}
