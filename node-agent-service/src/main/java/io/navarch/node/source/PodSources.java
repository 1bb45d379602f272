package io.navarch.node.source;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.navarch.node.pod.PodWorkers;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings together the pods that the API assigns to this node and those of the node's own manifests.
 * A static pod shows itself in the API as a mirror pod; the mirror only carries its status.
 */
public final class PodSources implements ResourceEventHandler<Pod> {
  public static final String MIRROR = "kubernetes.io/config.mirror";
  static final String HASH = "kubernetes.io/config.hash";

  private final PodWorkers workers;
  private final Map<String, Pod> mirrors = new ConcurrentHashMap<>();
  private final Map<String, Pod> statics = new ConcurrentHashMap<>();
  private volatile @Nullable Runnable mirrorsChanged;

  public PodSources(PodWorkers workers) {
    this.workers = workers;
  }

  /** Sets what is told when a mirror pod appears, changes or goes. */
  void onMirrorChange(Runnable action) {
    this.mirrorsChanged = action;
  }

  private static String key(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }

  private static boolean mirror(Pod pod) {
    return pod.getMetadata().getAnnotations() != null
        && pod.getMetadata().getAnnotations().containsKey(MIRROR);
  }

  @Override
  public void onAdd(Pod pod) {
    if (!mirror(pod)) {
      workers.update(pod, pod);
      return;
    }
    mirrors.put(key(pod), pod);
    Pod own = statics.get(key(pod));
    if (own != null) {
      workers.update(own, pod);
    }
    tellMirrors();
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
      onDelete(before, false);
    }
    onAdd(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean lastStateUnknown) {
    if (mirror(pod)) {
      mirrors.remove(key(pod));
      Pod own = statics.get(key(pod));
      if (own != null) {
        workers.update(own, null);
      }
      tellMirrors();
    } else {
      workers.gone(pod.getMetadata().getUid());
    }
  }

  private void tellMirrors() {
    Runnable action = mirrorsChanged;
    if (action != null) {
      action.run();
    }
  }

  /** Takes the static pods as they are now. */
  void staticPods(Collection<Pod> pods) {
    Map<String, Pod> wanted = new ConcurrentHashMap<>();
    pods.forEach(p -> wanted.put(key(p), p));
    statics.forEach(
        (key, old) -> {
          Pod now = wanted.get(key);
          if (now == null || !now.getMetadata().getUid().equals(old.getMetadata().getUid())) {
            statics.remove(key, old);
            workers.gone(old.getMetadata().getUid());
          }
        });
    wanted.forEach(
        (key, pod) -> {
          Pod known = statics.get(key);
          if (known == null) {
            statics.put(key, pod);
            workers.update(pod, mirrors.get(key));
          }
        });
  }

  Map<String, Pod> mirrors() {
    return Map.copyOf(mirrors);
  }
}
