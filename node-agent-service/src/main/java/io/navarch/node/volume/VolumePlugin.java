package io.navarch.node.volume;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One kind of volume. */
public interface VolumePlugin {
  /** The name of its directory under a pod's volumes, such as {@code kubernetes.io~empty-dir}. */
  String directoryName();

  boolean handles(Volume volume);

  /**
   * Makes the volume ready, or brings its content up to date when it is ready already.
   *
   * @param directory where the volume lies if it needs a place of its own
   * @return what to mount into containers
   */
  Path setUp(Request request, Path directory) throws VolumeFailure, IOException;

  /**
   * A volume of a pod that is to be set up.
   *
   * @param podIps the pod's addresses as far as they are known
   */
  record Request(Pod pod, Volume volume, List<String> podIps) {}
}
