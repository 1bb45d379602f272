package io.navarch.node.volume;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.navarch.node.pod.ClusterObjects;
import io.navarch.node.pod.ConfigFailure;
import io.navarch.node.pod.DownwardValues;
import io.navarch.node.volume.AtomicDirectory.FileContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Volumes whose files are made from objects of the cluster: config maps, secrets, fields of the
 * pod, tokens, or several of these together. Secrets and tokens lie in memory only.
 */
public final class ProjectionPlugin implements VolumePlugin {
  private static final int DEFAULT_MODE = 0644;
  private static final long DEFAULT_TOKEN_SECONDS = 3600;

  private final ClusterObjects objects;
  private final DownwardValues downward;
  private final TokenSource tokens;
  private final Mounts mounts;
  private final Kind kind;

  /** The four spellings of such a volume. */
  public enum Kind {
    CONFIG_MAP("kubernetes.io~configmap"),
    SECRET("kubernetes.io~secret"),
    DOWNWARD("kubernetes.io~downward-api"),
    PROJECTED("kubernetes.io~projected");

    private final String directoryName;

    Kind(String directoryName) {
      this.directoryName = directoryName;
    }
  }

  public ProjectionPlugin(
      Kind kind,
      ClusterObjects objects,
      DownwardValues downward,
      TokenSource tokens,
      Mounts mounts) {
    this.kind = kind;
    this.objects = objects;
    this.downward = downward;
    this.tokens = tokens;
    this.mounts = mounts;
  }

  @Override
  public String directoryName() {
    return kind.directoryName;
  }

  @Override
  public boolean handles(Volume v) {
    return switch (kind) {
      case CONFIG_MAP -> v.getConfigMap() != null;
      case SECRET -> v.getSecret() != null;
      case DOWNWARD -> v.getDownwardAPI() != null;
      case PROJECTED -> v.getProjected() != null;
    };
  }

  @Override
  public Path setUp(Request request, Path directory) throws VolumeFailure, IOException {
    Map<String, FileContent> files = content(request);
    Files.createDirectories(directory);
    if ((kind == Kind.SECRET || kind == Kind.PROJECTED) && !mounts.mounted(directory)) {
      mounts.tmpfs(directory, "mode=0755");
    }
    PodSecurityContext context = request.pod().getSpec().getSecurityContext();
    Long group = context == null ? null : context.getFsGroup();
    if (new AtomicDirectory(directory).write(files, group)) {
      AtomicDirectory.setMode(directory, group == null ? 0777 : 02777);
      if (group != null) {
        Files.setAttribute(directory, "unix:gid", group.intValue());
      }
    }
    return directory;
  }

  private Map<String, FileContent> content(Request request) throws VolumeFailure {
    Pod pod = request.pod();
    Volume v = request.volume();
    Map<String, FileContent> files = new LinkedHashMap<>();
    switch (kind) {
      case CONFIG_MAP -> {
        var s = v.getConfigMap();
        configMap(files, pod, s.getName(), s.getItems(), s.getOptional(), mode(s.getDefaultMode()));
      }
      case SECRET -> {
        var s = v.getSecret();
        secret(
            files, pod, s.getSecretName(), s.getItems(), s.getOptional(), mode(s.getDefaultMode()));
      }
      case DOWNWARD -> {
        var s = v.getDownwardAPI();
        fields(files, request, s.getItems(), mode(s.getDefaultMode()));
      }
      case PROJECTED -> {
        int mode = mode(v.getProjected().getDefaultMode());
        for (VolumeProjection p : v.getProjected().getSources()) {
          project(files, request, p, mode);
        }
      }
    }
    return files;
  }

  private void project(
      Map<String, FileContent> files, Request request, VolumeProjection p, int mode)
      throws VolumeFailure {
    Pod pod = request.pod();
    if (p.getConfigMap() != null) {
      var s = p.getConfigMap();
      configMap(files, pod, s.getName(), s.getItems(), s.getOptional(), mode);
    }
    if (p.getSecret() != null) {
      var s = p.getSecret();
      secret(files, pod, s.getName(), s.getItems(), s.getOptional(), mode);
    }
    if (p.getDownwardAPI() != null) {
      fields(files, request, p.getDownwardAPI().getItems(), mode);
    }
    if (p.getServiceAccountToken() != null) {
      token(files, pod, p.getServiceAccountToken(), mode);
    }
  }

  private void configMap(
      Map<String, FileContent> files,
      Pod pod,
      String name,
      List<KeyToPath> items,
      @Nullable Boolean optional,
      int mode)
      throws VolumeFailure {
    ConfigMap map = objects.configMap(pod.getMetadata().getNamespace(), name);
    if (map == null) {
      if (Boolean.TRUE.equals(optional)) {
        return;
      }
      throw new VolumeFailure("configmap \"" + name + "\" not found");
    }
    Map<String, byte[]> values = new LinkedHashMap<>();
    orEmpty(map.getData()).forEach((k, v) -> values.put(k, v.getBytes(StandardCharsets.UTF_8)));
    orEmpty(map.getBinaryData()).forEach((k, v) -> values.put(k, Base64.getDecoder().decode(v)));
    pick(files, values, items, optional, mode, "configmap references non-existent config key: ");
  }

  private void secret(
      Map<String, FileContent> files,
      Pod pod,
      String name,
      List<KeyToPath> items,
      @Nullable Boolean optional,
      int mode)
      throws VolumeFailure {
    Secret secret = objects.secret(pod.getMetadata().getNamespace(), name);
    if (secret == null) {
      if (Boolean.TRUE.equals(optional)) {
        return;
      }
      throw new VolumeFailure("secret \"" + name + "\" not found");
    }
    Map<String, byte[]> values = new LinkedHashMap<>();
    orEmpty(secret.getData()).forEach((k, v) -> values.put(k, Base64.getDecoder().decode(v)));
    pick(files, values, items, optional, mode, "references non-existent secret key: ");
  }

  private static void pick(
      Map<String, FileContent> files,
      Map<String, byte[]> values,
      List<KeyToPath> items,
      @Nullable Boolean optional,
      int mode,
      String missing)
      throws VolumeFailure {
    if (items.isEmpty()) {
      values.forEach((k, v) -> files.put(k, new FileContent(v, mode, null)));
      return;
    }
    for (KeyToPath item : items) {
      byte[] value = values.get(item.getKey());
      if (value == null) {
        if (Boolean.TRUE.equals(optional)) {
          continue;
        }
        throw new VolumeFailure(missing + item.getKey());
      }
      files.put(
          item.getPath(),
          new FileContent(value, item.getMode() == null ? mode : item.getMode(), null));
    }
  }

  private void fields(
      Map<String, FileContent> files, Request request, List<DownwardAPIVolumeFile> items, int mode)
      throws VolumeFailure {
    for (DownwardAPIVolumeFile item : items) {
      try {
        String value =
            item.getFieldRef() != null
                ? downward.field(request.pod(), item.getFieldRef().getFieldPath(), request.podIps())
                : downward.resource(request.pod(), item.getResourceFieldRef(), "");
        int own = item.getMode() == null ? mode : item.getMode();
        files.put(
            item.getPath(), new FileContent(value.getBytes(StandardCharsets.UTF_8), own, null));
      } catch (ConfigFailure e) {
        throw new VolumeFailure(String.valueOf(e.getMessage()), e);
      }
    }
  }

  private void token(
      Map<String, FileContent> files, Pod pod, ServiceAccountTokenProjection p, int mode)
      throws VolumeFailure {
    long seconds =
        p.getExpirationSeconds() == null ? DEFAULT_TOKEN_SECONDS : p.getExpirationSeconds();
    String audience = p.getAudience() == null || p.getAudience().isEmpty() ? null : p.getAudience();
    String token = tokens.token(pod, audience, seconds);
    PodSecurityContext context = pod.getSpec().getSecurityContext();
    Long user = onlyUser(pod);
    boolean grouped = context != null && context.getFsGroup() != null;
    int own = user != null || grouped ? 0600 : mode;
    files.put(p.getPath(), new FileContent(token.getBytes(StandardCharsets.UTF_8), own, user));
  }

  /** The user that all containers run as when the pod says so, or null. */
  private static @Nullable Long onlyUser(Pod pod) {
    PodSecurityContext context = pod.getSpec().getSecurityContext();
    Long ofPod = context == null ? null : context.getRunAsUser();
    Set<Long> users =
        pod.getSpec().getContainers().stream()
            .map(c -> user(c, ofPod))
            .map(u -> u == null ? -1L : u)
            .collect(Collectors.toSet());
    Long only = users.size() == 1 ? users.iterator().next() : null;
    return only == null || only < 0 ? null : only;
  }

  private static @Nullable Long user(Container c, @Nullable Long ofPod) {
    var context = c.getSecurityContext();
    return context != null && context.getRunAsUser() != null ? context.getRunAsUser() : ofPod;
  }

  private static int mode(@Nullable Integer mode) {
    return mode == null ? DEFAULT_MODE : mode;
  }

  private static <V> Map<String, V> orEmpty(@Nullable Map<String, V> map) {
    return map == null ? new HashMap<>() : map;
  }
}
