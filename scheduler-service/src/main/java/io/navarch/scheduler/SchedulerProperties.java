package io.navarch.scheduler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How pods are scheduled.
 *
 * @param enabled whether the scheduler runs at all
 * @param kubeconfig the way to the API; absent: the usual places (KUBECONFIG, in-cluster)
 * @param schedulerNames the names in {@code spec.schedulerName} that it answers to
 * @param percentageOfNodesToScore share of the nodes to find fitting before scoring; 0: by the size
 *     of the cluster
 * @param initialBackoff pause after the first failed attempt; doubles with every further one
 * @param maxBackoff longest pause between attempts
 * @param leaderElection whether it competes for Lease kube-system/kube-scheduler; false only where
 *     there is one scheduler for certain
 */
@ConfigurationProperties("navarch.scheduler")
public record SchedulerProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable Path kubeconfig,
    @DefaultValue("default-scheduler") List<String> schedulerNames,
    @DefaultValue("0") int percentageOfNodesToScore,
    @DefaultValue("1s") Duration initialBackoff,
    @DefaultValue("10s") Duration maxBackoff,
    @DefaultValue("true") boolean leaderElection) {}
