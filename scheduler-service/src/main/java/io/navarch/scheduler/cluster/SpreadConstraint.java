package io.navarch.scheduler.cluster;

/**
 * A topology spread constraint with {@code matchLabelKeys} already merged into the selector.
 *
 * @param hard {@code DoNotSchedule}; else {@code ScheduleAnyway}
 * @param honourAffinity only nodes that match the pod's node selector and affinity count
 * @param honourTaints only nodes whose taints the pod tolerates count
 */
public record SpreadConstraint(
    int maxSkew,
    String topologyKey,
    boolean hard,
    LabelQuery pods,
    int minDomains,
    boolean honourAffinity,
    boolean honourTaints) {}
