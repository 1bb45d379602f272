package io.navarch.node.pod;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.navarch.model.json.Json;
import io.navarch.model.json.MalformedJsonException;
import io.navarch.node.cri.v1.AuthConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Credentials for image registries out of a pod's image pull secrets. */
final class PullSecrets {
  private static final Logger log = LoggerFactory.getLogger(PullSecrets.class);

  private final ClusterObjects objects;

  PullSecrets(ClusterObjects objects) {
    this.objects = objects;
  }

  /** The credentials that fit the image's registry, best first; empty when the pod names none. */
  List<AuthConfig> forImage(Pod pod, String image) {
    List<AuthConfig> found = new ArrayList<>();
    for (LocalObjectReference ref : pod.getSpec().getImagePullSecrets()) {
      Secret secret = objects.secret(pod.getMetadata().getNamespace(), ref.getName());
      if (secret == null || secret.getData() == null) {
        continue;
      }
      String config = secret.getData().get(".dockerconfigjson");
      String old = secret.getData().get(".dockercfg");
      try {
        if (config != null && parse(config).get("auths") instanceof Map<?, ?> auths) {
          collect(auths, image, found);
        } else if (old != null) {
          collect(parse(old), image, found);
        }
      } catch (MalformedJsonException | IllegalArgumentException e) {
        log.warn(
            "Image pull secret {}/{} cannot be read",
            pod.getMetadata().getNamespace(),
            ref.getName());
      }
    }
    return found;
  }

  private static Map<?, ?> parse(String base64) {
    String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    return Json.read(text) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static void collect(Map<?, ?> auths, String image, List<AuthConfig> found) {
    String registry = registry(image);
    for (var entry : auths.entrySet()) {
      if (entry.getValue() instanceof Map<?, ?> auth
          && fits(String.valueOf(entry.getKey()), registry, image)) {
        found.add(
            AuthConfig.newBuilder()
                .setUsername(text(auth.get("username")))
                .setPassword(text(auth.get("password")))
                .setAuth(text(auth.get("auth")))
                .build());
      }
    }
  }

  private static boolean fits(String key, String registry, String image) {
    String bare =
        key.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "").replaceFirst("/$", "");
    if (bare.equals("index.docker.io")) {
      bare = "docker.io";
    }
    return bare.equals(registry) || image.startsWith(bare + "/");
  }

  private static String registry(String image) {
    int slash = image.indexOf('/');
    String first = slash < 0 ? "" : image.substring(0, slash);
    return first.contains(".") || first.contains(":") || first.equals("localhost")
        ? first
        : "docker.io";
  }

  private static String text(@Nullable Object o) {
    return o == null ? "" : o.toString();
  }
}
