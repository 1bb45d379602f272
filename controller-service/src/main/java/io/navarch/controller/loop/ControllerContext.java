package io.navarch.controller.loop;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.navarch.model.client.EventRecorder;
import io.navarch.model.client.Informers;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What a controller is built from.
 *
 * @param concurrency workers of a controller whose keys are independent
 * @param events makes the recorder of a component
 */
public record ControllerContext(
    KubernetesClient client,
    Informers informers,
    InstantSource clock,
    RandomGenerator random,
    int concurrency,
    Function<String, EventRecorder> events) {}
