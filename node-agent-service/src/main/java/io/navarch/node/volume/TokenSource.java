package io.navarch.node.volume;

import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/** Tokens of a pod's service account, bound to the pod and renewed before they expire. */
public interface TokenSource {
  /**
   * @param audience whom the token is for, or null for the API server itself
   * @param expirationSeconds how long a new token is asked to be valid
   */
  String token(Pod pod, @Nullable String audience, long expirationSeconds) throws VolumeFailure;

  void forget(String podUid);
}
