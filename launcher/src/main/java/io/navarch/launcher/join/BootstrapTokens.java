package io.navarch.launcher.join;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/** The tokens of a cluster, as its administrator sees them. */
public record BootstrapTokens(KubernetesClient client, InstantSource clock) {

  /** Makes the cluster know a token for some time. */
  public void add(BootstrapToken token, Duration ttl, String description) {
    client.resource(token.toSecret(clock.instant().plus(ttl), description)).create();
  }

  /** All that there are. */
  public List<Secret> all() {
    return client
        .secrets()
        .inNamespace(BootstrapToken.NAMESPACE)
        .withField("type", BootstrapToken.TYPE)
        .list()
        .getItems();
  }

  /** Whether there was one of this id, which is gone now. */
  public boolean remove(String id) {
    return !client
        .secrets()
        .inNamespace(BootstrapToken.NAMESPACE)
        .withName(BootstrapToken.PREFIX + id)
        .delete()
        .isEmpty();
  }

  /** What a token's Secret says, or the empty string. */
  public static String field(Secret token, String name) {
    String value = token.getData() == null ? null : token.getData().get(name);
    return new String(
        Base64.getMimeDecoder().decode(Objects.requireNonNullElse(value, "")),
        StandardCharsets.UTF_8);
  }
}
