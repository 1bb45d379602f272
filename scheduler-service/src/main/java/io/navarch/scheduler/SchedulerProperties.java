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
 */
@ConfigurationProperties("navarch.scheduler")
public record SchedulerProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable Path kubeconfig,
    @DefaultValue("default-scheduler") List<String> schedulerNames,
    @DefaultValue("0") int percentageOfNodesToScore,
    @DefaultValue("1s") Duration initialBackoff,
    @DefaultValue("10s") Duration maxBackoff,
    @DefaultValue LeaderElection leaderElection) {

  /**
   * The Lease that schedulers compete for.
   *
   * @param enabled false where there is only one scheduler
   * @param leaseDuration how long others wait after the last renewal
   * @param renewDeadline how long renewal is tried before leadership is given up
   * @param retryPeriod how long between tries
   */
  public record LeaderElection(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("kube-system") String namespace,
      @DefaultValue("kube-scheduler") String name,
      @DefaultValue("15s") Duration leaseDuration,
      @DefaultValue("10s") Duration renewDeadline,
      @DefaultValue("2s") Duration retryPeriod) {}
}
