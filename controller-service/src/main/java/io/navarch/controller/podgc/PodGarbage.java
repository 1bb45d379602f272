package io.navarch.controller.podgc;

import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/**
 * A pod to be removed at once.
 *
 * @param message why it ends without fault of its own; null when it had come to its end anyway
 */
record PodGarbage(Pod pod, @Nullable String message) {}
