package io.navarch.node.api;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.navarch.node.volume.TokenSource;
import io.navarch.node.volume.VolumeFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tokens by the TokenRequest API, kept until four fifths of their life or a day have passed. */
public final class ApiTokens implements TokenSource {
  private static final Duration LONGEST_USE = Duration.ofHours(24);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final Map<Key, Held> held = new ConcurrentHashMap<>();

  private record Key(String podUid, String serviceAccount, String audience, long seconds) {}

  private record Held(String token, Instant renewAt) {}

  public ApiTokens(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public String token(Pod pod, @Nullable String audience, long expirationSeconds)
      throws VolumeFailure {
    String account = Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "default");
    Key key =
        new Key(
            pod.getMetadata().getUid(),
            account,
            audience == null ? "" : audience,
            expirationSeconds);
    Held known = held.get(key);
    Instant now = clock.instant();
    if (known != null && now.isBefore(known.renewAt())) {
      return known.token();
    }
    try {
      Held fresh = request(pod, account, audience, expirationSeconds, now);
      held.put(key, fresh);
      return fresh.token();
    } catch (KubernetesClientException e) {
      if (known != null) {
        return known.token();
      }
      throw new VolumeFailure("failed to fetch token: " + e.getMessage(), e);
    }
  }

  private Held request(
      Pod pod, String account, @Nullable String audience, long seconds, Instant now) {
    TokenRequest request =
        new TokenRequestBuilder()
            .withNewMetadata()
            .endMetadata()
            .withNewSpec()
            .withAudiences(audience == null ? java.util.List.of() : java.util.List.of(audience))
            .withExpirationSeconds(seconds)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    TokenRequest answer =
        client
            .serviceAccounts()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(account)
            .tokenRequest(request);
    Instant expires = Instant.parse(answer.getStatus().getExpirationTimestamp());
    Duration life = Duration.between(now, expires).multipliedBy(4).dividedBy(5);
    Instant renewAt = now.plus(life.compareTo(LONGEST_USE) > 0 ? LONGEST_USE : life);
    return new Held(answer.getStatus().getToken(), renewAt);
  }

  @Override
  public void forget(String podUid) {
    held.keySet().removeIf(k -> k.podUid().equals(podUid));
  }
}
