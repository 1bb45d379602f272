package io.navarch.controller;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the controllers.
 *
 * @param kubeconfig how to reach the gateway, and as whom
 * @param clusterCidr addresses of all pods; nodes get parts of it
 * @param nodeCidrMaskSize prefix length of one node's part
 * @param allocateNodeCidrs whether nodes get parts at all
 * @param serviceCidr addresses of Services
 * @param rootCaFile certificates in PEM that pods get to trust; by default those of the kubeconfig
 * @param clusterSigningCertificate of the authority that signs certificate signing requests; none
 *     are signed without it and its key
 * @param clusterSigningDuration the longest validity that it gives
 * @param approveNodeServing whether nodes get serving certificates for the addresses that their
 *     Node lists, without a person who approves them
 * @param serviceAccountSigningKey the private key of service account tokens; Secrets that ask for a
 *     token get none without it
 * @param legacyTokenCleanUpPeriod how long an auto-made token Secret may rest before it is marked
 *     invalid, and again before it is deleted
 * @param leaderElect whether several instances elect one that works
 * @param concurrency workers of a controller whose keys are independent
 * @param nodeMonitorPeriod how often the heartbeats of nodes are looked at
 * @param nodeMonitorGracePeriod how long a node may be silent before it counts as unreachable
 * @param terminatedPodGcThreshold finished pods that are kept; 0 keeps all
 */
@ConfigurationProperties("navarch.controller")
public record ControllerProperties(
    @DefaultValue("/var/lib/navarch/kubeconfig/controller.conf") Path kubeconfig,
    @DefaultValue("10.244.0.0/16") String clusterCidr,
    @DefaultValue("24") int nodeCidrMaskSize,
    @DefaultValue("true") boolean allocateNodeCidrs,
    @DefaultValue("10.96.0.0/16") String serviceCidr,
    @Nullable Path rootCaFile,
    @Nullable Path clusterSigningCertificate,
    @Nullable Path clusterSigningKey,
    @DefaultValue("365d") Duration clusterSigningDuration,
    @DefaultValue("true") boolean approveNodeServing,
    @Nullable Path serviceAccountSigningKey,
    @DefaultValue("365d") Duration legacyTokenCleanUpPeriod,
    @DefaultValue("true") boolean leaderElect,
    @DefaultValue("5") int concurrency,
    @DefaultValue("5s") Duration nodeMonitorPeriod,
    @DefaultValue("50s") Duration nodeMonitorGracePeriod,
    @DefaultValue("12500") int terminatedPodGcThreshold) {}
