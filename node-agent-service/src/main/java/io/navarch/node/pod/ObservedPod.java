package io.navarch.node.pod;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything the runtime knows of one pod, newest first. */
public record ObservedPod(
    String uid,
    String namespace,
    String name,
    List<ObservedSandbox> sandboxes,
    List<ObservedContainer> containers) {

  public ObservedPod {
    sandboxes =
        sandboxes.stream()
            .sorted(Comparator.comparing(ObservedSandbox::createdAt).reversed())
            .toList();
    containers =
        containers.stream()
            .sorted(Comparator.comparing(ObservedContainer::createdAt).reversed())
            .toList();
  }

  static ObservedPod none(String uid, String namespace, String name) {
    return new ObservedPod(uid, namespace, name, List.of(), List.of());
  }

  /** The newest sandbox, or null when there is none. */
  public @Nullable ObservedSandbox sandbox() {
    return sandboxes.isEmpty() ? null : sandboxes.getFirst();
  }

  /** The newest container of that name, or null. */
  public @Nullable ObservedContainer latest(String container) {
    for (ObservedContainer c : containers) {
      if (c.name().equals(container)) {
        return c;
      }
    }
    return null;
  }

  /** The container of that name before the newest one, or null. */
  public @Nullable ObservedContainer previous(String container) {
    boolean seen = false;
    for (ObservedContainer c : containers) {
      if (c.name().equals(container)) {
        if (seen) {
          return c;
        }
        seen = true;
      }
    }
    return null;
  }

  public List<ObservedContainer> running() {
    return containers.stream().filter(ObservedContainer::running).toList();
  }

  /** Whether nothing of the pod is alive any more. */
  public boolean stopped() {
    return running().isEmpty() && sandboxes.stream().noneMatch(ObservedSandbox::ready);
  }
}
