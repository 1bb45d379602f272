package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapEnvSource;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretEnvSource;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A container's environment: service variables, then envFrom, then env, where later ones win. */
final class EnvironmentResolver {
  private final ClusterObjects objects;
  private final DownwardValues downward;

  EnvironmentResolver(ClusterObjects objects, DownwardValues downward) {
    this.objects = objects;
    this.downward = downward;
  }

  Map<String, String> resolve(Pod pod, Container container, List<String> podIps)
      throws ConfigFailure {
    String namespace = pod.getMetadata().getNamespace();
    boolean links = !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
    Map<String, String> services = ServiceVariables.of(objects, namespace, links);
    Map<String, String> env = new LinkedHashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      String prefix = source.getPrefix() == null ? "" : source.getPrefix();
      envFrom(namespace, source).forEach((k, v) -> env.put(prefix + k, v));
    }
    Map<String, String> known = new HashMap<>(services);
    known.putAll(env);
    for (EnvVar var : container.getEnv()) {
      String value = value(pod, container, var, known, podIps);
      if (value != null) {
        known.put(var.getName(), value);
        env.put(var.getName(), value);
      }
    }
    services.forEach(env::putIfAbsent);
    return env;
  }

  private Map<String, String> envFrom(String namespace, EnvFromSource source) throws ConfigFailure {
    ConfigMapEnvSource map = source.getConfigMapRef();
    if (map != null) {
      ConfigMap found = objects.configMap(namespace, map.getName());
      if (found == null) {
        if (Boolean.TRUE.equals(map.getOptional())) {
          return Map.of();
        }
        throw new ConfigFailure("configmap \"" + map.getName() + "\" not found");
      }
      return found.getData() == null ? Map.of() : found.getData();
    }
    SecretEnvSource secret = source.getSecretRef();
    if (secret == null) {
      return Map.of();
    }
    Secret found = objects.secret(namespace, secret.getName());
    if (found == null) {
      if (Boolean.TRUE.equals(secret.getOptional())) {
        return Map.of();
      }
      throw new ConfigFailure("secret \"" + secret.getName() + "\" not found");
    }
    Map<String, String> values = new LinkedHashMap<>();
    if (found.getData() != null) {
      found.getData().forEach((k, v) -> values.put(k, decoded(v)));
    }
    return values;
  }

  private @Nullable String value(
      Pod pod, Container container, EnvVar var, Map<String, String> known, List<String> podIps)
      throws ConfigFailure {
    EnvVarSource from = var.getValueFrom();
    if (from == null) {
      return VariableExpansion.expand(var.getValue() == null ? "" : var.getValue(), known);
    }
    if (from.getFieldRef() != null) {
      return downward.field(pod, from.getFieldRef().getFieldPath(), podIps);
    }
    if (from.getResourceFieldRef() != null) {
      return downward.resource(pod, from.getResourceFieldRef(), container.getName());
    }
    String namespace = pod.getMetadata().getNamespace();
    if (from.getConfigMapKeyRef() != null) {
      return configMapKey(namespace, from.getConfigMapKeyRef());
    }
    if (from.getSecretKeyRef() != null) {
      return secretKey(namespace, from.getSecretKeyRef());
    }
    return "";
  }

  private @Nullable String configMapKey(String namespace, ConfigMapKeySelector ref)
      throws ConfigFailure {
    boolean optional = Boolean.TRUE.equals(ref.getOptional());
    ConfigMap map = objects.configMap(namespace, ref.getName());
    if (map == null) {
      if (optional) {
        return null;
      }
      throw new ConfigFailure("configmap \"" + ref.getName() + "\" not found");
    }
    String value = map.getData() == null ? null : map.getData().get(ref.getKey());
    if (value == null && !optional) {
      throw new ConfigFailure(
          "couldn't find key " + ref.getKey() + " in ConfigMap " + namespace + "/" + ref.getName());
    }
    return value;
  }

  private @Nullable String secretKey(String namespace, SecretKeySelector ref) throws ConfigFailure {
    boolean optional = Boolean.TRUE.equals(ref.getOptional());
    Secret secret = objects.secret(namespace, ref.getName());
    if (secret == null) {
      if (optional) {
        return null;
      }
      throw new ConfigFailure("secret \"" + ref.getName() + "\" not found");
    }
    String value = secret.getData() == null ? null : secret.getData().get(ref.getKey());
    if (value == null) {
      if (optional) {
        return null;
      }
      throw new ConfigFailure(
          "couldn't find key " + ref.getKey() + " in Secret " + namespace + "/" + ref.getName());
    }
    return decoded(value);
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
