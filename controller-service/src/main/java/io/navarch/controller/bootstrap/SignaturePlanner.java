package io.navarch.controller.bootstrap;

import io.navarch.model.pki.ClusterInfoSignature;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Signs the kubeconfig in {@code cluster-info} with every token that may. Pure. */
final class SignaturePlanner {
  static final String CONTENT = "kubeconfig";
  private static final String PREFIX = "jws-kubeconfig-";

  private SignaturePlanner() {}

  /** The data that the ConfigMap must get; empty where it has them, or there is nothing to sign. */
  static Optional<Map<String, String>> plan(
      Map<String, String> data, Collection<BootstrapToken> tokens, Instant now) {
    String content = data.get(CONTENT);
    if (content == null) {
      return Optional.empty();
    }
    Map<String, String> wanted = new TreeMap<>(data);
    wanted.keySet().removeIf(key -> key.startsWith(PREFIX));
    for (BootstrapToken token : tokens) {
      if (token.signs() && !token.hasExpired(now)) {
        wanted.put(
            PREFIX + token.id(), ClusterInfoSignature.sign(content, token.id(), token.secret()));
      }
    }
    return wanted.equals(data) ? Optional.empty() : Optional.of(wanted);
  }
}
