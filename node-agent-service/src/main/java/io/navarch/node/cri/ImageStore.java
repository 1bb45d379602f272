package io.navarch.node.cri;

import io.navarch.node.cri.v1.AuthConfig;
import io.navarch.node.cri.v1.FilesystemUsage;
import io.navarch.node.cri.v1.Image;
import io.navarch.node.cri.v1.PodSandboxConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images on this node. Failures are {@link RuntimeFailure}s. */
public interface ImageStore {
  List<Image> images();

  /**
   * The image that {@code reference} (a name, digest or id) stands for on this node, or null when
   * it is not here.
   */
  @Nullable Image find(String reference);

  /** Fetches an image; returns the reference by which containers use it. */
  String pull(String reference, @Nullable AuthConfig auth, PodSandboxConfig forPod);

  void remove(String reference);

  /** Use of the filesystems that hold images. */
  List<FilesystemUsage> filesystems();
}
