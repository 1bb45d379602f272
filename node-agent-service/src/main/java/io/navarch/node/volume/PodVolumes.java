package io.navarch.node.volume;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.navarch.node.cri.v1.Mount;
import io.navarch.node.cri.v1.MountPropagation;
import io.navarch.node.pod.VariableExpansion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The volumes of pods on this node: sets them up, keeps them up to date, takes them away. */
public final class PodVolumes {
  private static final Logger log = LoggerFactory.getLogger(PodVolumes.class);

  private final Path rootDir;
  private final List<VolumePlugin> plugins;
  private final Mounts mounts;
  private final TokenSource tokens;

  public PodVolumes(Path rootDir, List<VolumePlugin> plugins, Mounts mounts, TokenSource tokens) {
    this.rootDir = rootDir;
    this.plugins = List.copyOf(plugins);
    this.mounts = mounts;
    this.tokens = tokens;
  }

  /**
   * Sets up all volumes of a pod, or refreshes them; returns by volume name what containers mount.
   */
  public Map<String, Path> setUp(Pod pod, List<String> podIps) throws VolumeFailure {
    Map<String, Path> ready = new LinkedHashMap<>();
    for (Volume volume : pod.getSpec().getVolumes()) {
      VolumePlugin plugin = plugin(volume);
      Path directory =
          podDir(pod.getMetadata().getUid())
              .resolve("volumes")
              .resolve(plugin.directoryName())
              .resolve(volume.getName());
      try {
        ready.put(
            volume.getName(),
            plugin.setUp(new VolumePlugin.Request(pod, volume, podIps), directory));
      } catch (VolumeFailure | IOException e) {
        throw new VolumeFailure(
            "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + e.getMessage(),
            e);
      }
    }
    return ready;
  }

  private VolumePlugin plugin(Volume volume) throws VolumeFailure {
    for (VolumePlugin plugin : plugins) {
      if (plugin.handles(volume)) {
        return plugin;
      }
    }
    throw new VolumeFailure("no volume plugin matched for volume \"" + volume.getName() + "\"");
  }

  /** The mounts of one container, sub paths resolved. */
  public List<Mount> mounts(Container container, Map<String, Path> ready, Map<String, String> env)
      throws VolumeFailure {
    List<Mount> result = new ArrayList<>();
    for (VolumeMount m : container.getVolumeMounts()) {
      Path source = ready.get(m.getName());
      if (source == null) {
        throw new VolumeFailure("volume \"" + m.getName() + "\" is not mounted");
      }
      String subPath =
          m.getSubPathExpr() != null && !m.getSubPathExpr().isEmpty()
              ? VariableExpansion.expand(m.getSubPathExpr(), env)
              : m.getSubPath();
      if (subPath != null && !subPath.isEmpty()) {
        source = subPath(source, subPath, m.getName());
      }
      result.add(
          Mount.newBuilder()
              .setContainerPath(
                  m.getMountPath().startsWith("/") ? m.getMountPath() : "/" + m.getMountPath())
              .setHostPath(source.toString())
              .setReadonly(Boolean.TRUE.equals(m.getReadOnly()))
              .setPropagation(propagation(m.getMountPropagation()))
              .build());
    }
    return result;
  }

  private static Path subPath(Path volume, String subPath, String name) throws VolumeFailure {
    if (subPath.startsWith("/") || Path.of(subPath).normalize().startsWith("..")) {
      throw new VolumeFailure("failed to prepare subPath for volumeMount \"" + name + "\"");
    }
    try {
      Path wanted = volume.resolve(subPath);
      if (Files.notExists(wanted)) {
        Files.createDirectories(wanted);
      }
      Path real = wanted.toRealPath();
      if (!real.startsWith(volume.toRealPath())) {
        throw new VolumeFailure(
            "failed to prepare subPath for volumeMount \""
                + name
                + "\": it leads out of the volume");
      }
      return real;
    } catch (IOException e) {
      throw new VolumeFailure("failed to prepare subPath for volumeMount \"" + name + "\"", e);
    }
  }

  private static MountPropagation propagation(@org.jspecify.annotations.Nullable String wanted) {
    return switch (wanted == null ? "None" : wanted) {
      case "HostToContainer" -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
      case "Bidirectional" -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
      default -> MountPropagation.PROPAGATION_PRIVATE;
    };
  }

  /** Takes away all that a pod had on disk; volumes of the node itself stay untouched. */
  public void tearDown(String podUid) {
    tokens.forget(podUid);
    Path directory = podDir(podUid);
    try {
      if (Files.notExists(directory)) {
        return;
      }
      for (Path mount : mounts.under(directory)) {
        mounts.unmount(mount);
      }
      Trees.delete(directory);
    } catch (IOException e) {
      log.warn("The directory of pod {} could not be removed", podUid, e);
      throw new UncheckedIOException(e);
    }
  }

  private Path podDir(String uid) {
    return rootDir.resolve("pods").resolve(uid);
  }
}
