package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashSet;
import java.util.Set;

/** Which config maps and secrets a pod makes use of. */
final class PodReferences {
  private PodReferences() {}

  /** Whether the pod uses the object of that kind and {@code namespace/name}. */
  static boolean uses(Pod pod, Class<? extends HasMetadata> kind, String key) {
    String prefix = pod.getMetadata().getNamespace() + "/";
    return key.startsWith(prefix)
        && names(pod, kind == ConfigMap.class).contains(key.substring(prefix.length()));
  }

  private static Set<String> names(Pod pod, boolean configMaps) {
    Set<String> names = new HashSet<>();
    for (Volume v : pod.getSpec().getVolumes()) {
      if (configMaps && v.getConfigMap() != null) {
        names.add(v.getConfigMap().getName());
      }
      if (!configMaps && v.getSecret() != null) {
        names.add(v.getSecret().getSecretName());
      }
      if (v.getProjected() != null) {
        v.getProjected()
            .getSources()
            .forEach(
                s -> {
                  if (configMaps && s.getConfigMap() != null) {
                    names.add(s.getConfigMap().getName());
                  }
                  if (!configMaps && s.getSecret() != null) {
                    names.add(s.getSecret().getName());
                  }
                });
      }
    }
    for (Container c : PodContainers.all(pod)) {
      ofEnvironment(c, configMaps, names);
    }
    return names;
  }

  private static void ofEnvironment(Container c, boolean configMaps, Set<String> names) {
    c.getEnvFrom()
        .forEach(
            e -> {
              if (configMaps && e.getConfigMapRef() != null) {
                names.add(e.getConfigMapRef().getName());
              }
              if (!configMaps && e.getSecretRef() != null) {
                names.add(e.getSecretRef().getName());
              }
            });
    c.getEnv().stream()
        .filter(e -> e.getValueFrom() != null)
        .forEach(
            e -> {
              var from = e.getValueFrom();
              if (configMaps && from.getConfigMapKeyRef() != null) {
                names.add(from.getConfigMapKeyRef().getName());
              }
              if (!configMaps && from.getSecretKeyRef() != null) {
                names.add(from.getSecretKeyRef().getName());
              }
            });
  }
}
