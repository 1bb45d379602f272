package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.navarch.node.cri.v1.Int64Value;
import io.navarch.node.cri.v1.LinuxPodSandboxConfig;
import io.navarch.node.cri.v1.LinuxSandboxSecurityContext;
import io.navarch.node.cri.v1.NamespaceMode;
import io.navarch.node.cri.v1.NamespaceOption;
import io.navarch.node.cri.v1.PodSandboxConfig;
import io.navarch.node.cri.v1.PodSandboxMetadata;
import io.navarch.node.cri.v1.PortMapping;
import io.navarch.node.cri.v1.Protocol;
import io.navarch.node.cri.v1.SecurityProfile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The runtime's description of a pod's sandbox. */
final class SandboxConfigs {
  private SandboxConfigs() {}

  /**
   * @param cgroupParent where the runtime puts the pod's containers
   */
  static PodSandboxConfig of(
      Pod pod, int attempt, NodeFacts node, String cgroupParent, List<String> hostResolvConf) {
    var meta = pod.getMetadata();
    boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    var config =
        PodSandboxConfig.newBuilder()
            .setMetadata(
                PodSandboxMetadata.newBuilder()
                    .setName(meta.getName())
                    .setNamespace(meta.getNamespace())
                    .setUid(meta.getUid())
                    .setAttempt(attempt))
            .setLogDirectory(
                node.podLogDir(meta.getNamespace(), meta.getName(), meta.getUid()).toString())
            .setDnsConfig(ResolverPlanner.plan(pod, node, hostResolvConf))
            .putAllLabels(meta.getLabels() == null ? Map.of() : meta.getLabels())
            .putLabels(RuntimeLabels.POD_NAME, meta.getName())
            .putLabels(RuntimeLabels.POD_NAMESPACE, meta.getNamespace())
            .putLabels(RuntimeLabels.POD_UID, meta.getUid())
            .putAllAnnotations(meta.getAnnotations() == null ? Map.of() : meta.getAnnotations());
    if (!hostNetwork) {
      config.setHostname(Hostname.forSandbox(pod, node.clusterDomain()));
      pod.getSpec().getContainers().forEach(c -> addPorts(config, c));
      pod.getSpec().getInitContainers().stream()
          .filter(PodActionPlanner::sidecar)
          .forEach(c -> addPorts(config, c));
    }
    return config.setLinux(linux(pod, cgroupParent)).build();
  }

  private static void addPorts(PodSandboxConfig.Builder config, Container c) {
    for (ContainerPort p : c.getPorts()) {
      config.addPortMappings(
          PortMapping.newBuilder()
              .setProtocol(Protocol.valueOf(p.getProtocol() == null ? "TCP" : p.getProtocol()))
              .setContainerPort(p.getContainerPort())
              .setHostPort(p.getHostPort() == null ? 0 : p.getHostPort())
              .setHostIp(p.getHostIP() == null ? "" : p.getHostIP()));
    }
  }

  private static LinuxPodSandboxConfig linux(Pod pod, String cgroupParent) {
    PodSecurityContext context = pod.getSpec().getSecurityContext();
    var security =
        LinuxSandboxSecurityContext.newBuilder()
            .setNamespaceOptions(namespaces(pod))
            .setPrivileged(anyPrivileged(pod))
            .setSeccomp(seccomp(context == null ? null : context.getSeccompProfile()));
    var linux = LinuxPodSandboxConfig.newBuilder().setCgroupParent(cgroupParent);
    if (context != null) {
      if (context.getRunAsUser() != null) {
        security.setRunAsUser(Int64Value.newBuilder().setValue(context.getRunAsUser()));
      }
      if (context.getRunAsGroup() != null && context.getRunAsUser() != null) {
        security.setRunAsGroup(Int64Value.newBuilder().setValue(context.getRunAsGroup()));
      }
      if (context.getFsGroup() != null) {
        security.addSupplementalGroups(context.getFsGroup());
      }
      security.addAllSupplementalGroups(context.getSupplementalGroups());
      context
          .getSysctls()
          .forEach(s -> linux.putSysctls(s.getName().replace('/', '.'), s.getValue()));
    }
    return linux.setSecurityContext(security).build();
  }

  static NamespaceOption namespaces(Pod pod) {
    var spec = pod.getSpec();
    NamespaceMode pid = NamespaceMode.CONTAINER;
    if (Boolean.TRUE.equals(spec.getHostPID())) {
      pid = NamespaceMode.NODE;
    } else if (Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
      pid = NamespaceMode.POD;
    }
    return NamespaceOption.newBuilder()
        .setNetwork(
            Boolean.TRUE.equals(spec.getHostNetwork()) ? NamespaceMode.NODE : NamespaceMode.POD)
        .setIpc(Boolean.TRUE.equals(spec.getHostIPC()) ? NamespaceMode.NODE : NamespaceMode.POD)
        .setPid(pid)
        .build();
  }

  private static boolean anyPrivileged(Pod pod) {
    return PodContainers.all(pod).stream()
        .anyMatch(
            c ->
                c.getSecurityContext() != null
                    && Boolean.TRUE.equals(c.getSecurityContext().getPrivileged()));
  }

  /**
   * Unconfined unless a profile is asked for; sandboxes always run under the runtime's own profile
   * then.
   */
  static SecurityProfile seccomp(@Nullable SeccompProfile profile) {
    if (profile == null || profile.getType() == null) {
      return SecurityProfile.newBuilder()
          .setProfileType(SecurityProfile.ProfileType.Unconfined)
          .build();
    }
    return switch (profile.getType()) {
      case "RuntimeDefault" ->
          SecurityProfile.newBuilder()
              .setProfileType(SecurityProfile.ProfileType.RuntimeDefault)
              .build();
      case "Localhost" ->
          SecurityProfile.newBuilder()
              .setProfileType(SecurityProfile.ProfileType.Localhost)
              .setLocalhostRef("/var/lib/kubelet/seccomp/" + profile.getLocalhostProfile())
              .build();
      default ->
          SecurityProfile.newBuilder()
              .setProfileType(SecurityProfile.ProfileType.Unconfined)
              .build();
    };
  }
}
