package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The containers of a pod's specification, wherever they are listed. */
public final class PodContainers {
  private PodContainers() {}

  public static List<Container> all(Pod pod) {
    List<Container> all = new ArrayList<>(pod.getSpec().getInitContainers());
    all.addAll(pod.getSpec().getContainers());
    for (EphemeralContainer e : pod.getSpec().getEphemeralContainers()) {
      all.add(plain(e));
    }
    return all;
  }

  public static @Nullable Container find(Pod pod, String name) {
    for (Container c : all(pod)) {
      if (c.getName().equals(name)) {
        return c;
      }
    }
    return null;
  }

  /** Containers that run as long as the pod does: the main ones and the sidecars. */
  public static List<Container> lasting(Pod pod) {
    List<Container> lasting = new ArrayList<>();
    pod.getSpec().getInitContainers().stream()
        .filter(PodActionPlanner::sidecar)
        .forEach(lasting::add);
    lasting.addAll(pod.getSpec().getContainers());
    return lasting;
  }

  /**
   * An ephemeral container in the shape of the others, without the container whose namespaces it
   * joins.
   */
  private static Container plain(EphemeralContainer e) {
    return new ContainerBuilder()
        .withName(e.getName())
        .withImage(e.getImage())
        .withImagePullPolicy(e.getImagePullPolicy())
        .withCommand(e.getCommand())
        .withArgs(e.getArgs())
        .withWorkingDir(e.getWorkingDir())
        .withEnv(e.getEnv())
        .withEnvFrom(e.getEnvFrom())
        .withVolumeMounts(e.getVolumeMounts())
        .withSecurityContext(e.getSecurityContext())
        .withStdin(e.getStdin())
        .withStdinOnce(e.getStdinOnce())
        .withTty(e.getTty())
        .withTerminationMessagePath(e.getTerminationMessagePath())
        .withTerminationMessagePolicy(e.getTerminationMessagePolicy())
        .build();
  }
}
