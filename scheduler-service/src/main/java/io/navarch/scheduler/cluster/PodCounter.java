package io.navarch.scheduler.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts on every node the pods that answer a question, kept up to date with every pod that comes
 * and goes.
 */
public final class PodCounter {
  private final Question question;
  private int[] counts = new int[64];
  private long total;

  PodCounter(Question question) {
    this.question = question;
  }

  /**
   * Which pods count: those that match every clause.
   *
   * @param ignoreTerminating pods with a deletion timestamp do not count
   */
  public record Question(List<Clause> clauses, boolean ignoreTerminating) {
    public Question {
      clauses = List.copyOf(clauses);
    }

    boolean counts(PodInfo pod) {
      if (ignoreTerminating && pod.state().terminating()) {
        return false;
      }
      for (int i = 0; i < clauses.size(); i++) {
        if (!clauses.get(i).matches(pod)) {
          return false;
        }
      }
      return true;
    }

    LabelQuery.@Nullable LabelPair anchor() {
      for (Clause clause : clauses) {
        LabelQuery.LabelPair anchor = clause.pods.anchor();
        if (anchor != null) {
          return anchor;
        }
      }
      return null;
    }
  }

  /** Pods of some namespaces (null: all) that match a selector. */
  public record Clause(@Nullable Set<String> namespaces, LabelQuery pods) {
    public boolean matches(PodInfo pod) {
      return (namespaces == null || namespaces.contains(pod.namespace()))
          && pods.matches(pod.labels());
    }
  }

  Question question() {
    return question;
  }

  public int on(NodeSlot node) {
    return node.index() < counts.length ? counts[node.index()] : 0;
  }

  /** How many pods count on all nodes together. */
  public long total() {
    return total;
  }

  void change(int node, PodInfo pod, int sign) {
    if (question.counts(pod)) {
      if (node >= counts.length) {
        counts = Arrays.copyOf(counts, Math.max(node + 1, 2 * counts.length));
      }
      counts[node] += sign;
      total += sign;
    }
  }
}
