package io.navarch.scheduler.queue;

import io.navarch.scheduler.cluster.PodInfo;
import java.util.Set;

/** A pod that waits to be placed, with its history. Changed only by {@link SchedulingQueue}. */
public final class QueuedPod {
  private PodInfo pod;
  private final long firstSeen;
  private final long sequence;
  private long since;
  private int attempts;
  private int failures;
  private boolean afterError;
  private Set<String> plugins = Set.of();
  private Place place = Place.ASIDE;

  /** Where in the queue a pod is. */
  public enum Place {
    /** Next to be decided. */
    ACTIVE,
    /** Will be tried again when its backoff is over. */
    BACKING_OFF,
    /** Waits for a change that could help. */
    UNSCHEDULABLE,
    /** Held back by its gates or by a preemption that is under way. */
    HELD,
    /** Taken out, being decided or bound. */
    ASIDE
  }

  QueuedPod(PodInfo pod, long now, long sequence) {
    this.pod = pod;
    this.firstSeen = now;
    this.since = now;
    this.sequence = sequence;
  }

  public PodInfo pod() {
    return pod;
  }

  /** When the queue first saw it, epoch milliseconds. */
  public long firstSeen() {
    return firstSeen;
  }

  /** How often a decision was tried, the running one included. */
  public int attempts() {
    return attempts;
  }

  public Place place() {
    return place;
  }

  long since() {
    return since;
  }

  long sequence() {
    return sequence;
  }

  int failures() {
    return failures;
  }

  boolean afterError() {
    return afterError;
  }

  Set<String> plugins() {
    return plugins;
  }

  void setPod(PodInfo now) {
    this.pod = now;
  }

  void move(Place to) {
    this.place = to;
  }

  void attempt() {
    attempts++;
  }

  void failed(long now, Set<String> rejectedBy, boolean error) {
    since = now;
    failures++;
    plugins = Set.copyOf(rejectedBy);
    afterError = error;
  }

  void waitSince(long now) {
    since = now;
  }
}
