package io.navarch.node.volume;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that lives as long as its pod, on disk or in memory. */
public final class EmptyDirPlugin implements VolumePlugin {
  private final Mounts mounts;

  public EmptyDirPlugin(Mounts mounts) {
    this.mounts = mounts;
  }

  @Override
  public String directoryName() {
    return "kubernetes.io~empty-dir";
  }

  @Override
  public boolean handles(Volume volume) {
    return volume.getEmptyDir() != null;
  }

  @Override
  public Path setUp(Request request, Path directory) throws IOException {
    boolean fresh = Files.notExists(directory);
    Files.createDirectories(directory);
    EmptyDirVolumeSource source = request.volume().getEmptyDir();
    if ("Memory".equals(source.getMedium()) && !mounts.mounted(directory)) {
      var limit = source.getSizeLimit();
      String size =
          limit == null || limit.getNumericalAmount().signum() == 0
              ? ""
              : ",size=" + limit.getNumericalAmount().longValue();
      mounts.tmpfs(directory, "mode=0777" + size);
      fresh = true;
    }
    if (fresh) {
      AtomicDirectory.setMode(directory, 0777);
      PodSecurityContext context = request.pod().getSpec().getSecurityContext();
      if (context != null && context.getFsGroup() != null) {
        Ownership.give(directory, context.getFsGroup(), false);
      }
    }
    return directory;
  }
}
