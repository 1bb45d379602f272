package io.navarch.scheduler.plugin;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.LabelSet;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodCounter;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.PodTerm;
import io.navarch.scheduler.cluster.TermTable;
import io.navarch.scheduler.cluster.TermTable.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Affinity and anti-affinity to other pods. Required terms filter, in both directions for
 * anti-affinity; preferred terms of the pod and of the placed pods score, and so do the required
 * affinity terms of placed pods, with weight 1.
 */
public final class InterPodAffinity implements Filter, Score {
  private static final int WEIGHT_OF_REQUIRED_TERMS = 1;
  private static final Fit NOT_NEAR = Fit.never("node(s) didn't match pod affinity rules");
  private static final Fit NOT_APART = Fit.no("node(s) didn't match pod anti-affinity rules");
  private static final Fit UNWELCOME =
      Fit.no("node(s) didn't satisfy existing pods anti-affinity rules");

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public Prepared prepare(PodInfo pod, ClusterView cluster) {
    List<DomainSums> unwelcome = unwelcome(pod, cluster);
    List<PodTerm> near = pod.wishes().near();
    List<PodTerm> apart = pod.wishes().apart();
    if (unwelcome.isEmpty() && near.isEmpty() && apart.isEmpty()) {
      return NOT_CONCERNED;
    }
    List<PodCounter.Clause> allNear = near.stream().map(term -> clause(term, cluster)).toList();
    PodCounter matchingAll =
        near.isEmpty() ? null : cluster.count(new PodCounter.Question(allNear, false));
    List<DomainSums> company = new ArrayList<>(near.size());
    long companions = 0;
    if (matchingAll != null) {
      for (PodTerm term : near) {
        DomainSums sums = DomainSums.of(term.topologyKey(), cluster);
        sums.add(cluster, matchingAll::on);
        companions += sums.total();
        company.add(sums);
      }
    }
    boolean first = companions == 0 && allNear.stream().allMatch(clause -> clause.matches(pod));
    List<DomainSums> avoided = avoided(apart, cluster);
    return new Each(
        node -> {
          if (!near(company, first, node)) {
            return NOT_NEAR;
          }
          if (!clear(avoided, node)) {
            return NOT_APART;
          }
          return clear(unwelcome, node) ? Fit.FITS : UNWELCOME;
        });
  }

  /** Where placed pods refuse this one as a neighbour. */
  private static List<DomainSums> unwelcome(PodInfo pod, ClusterView cluster) {
    List<DomainSums> found = new ArrayList<>();
    LabelSet namespaceLabels = cluster.namespaceLabels(pod.namespace());
    cluster
        .terms()
        .speakingOf(
            pod,
            namespaceLabels,
            entry -> {
              if (entry.kind() == Kind.APART) {
                DomainSums sums = DomainSums.of(entry.term().topologyKey(), cluster);
                sums.add(cluster, entry::on);
                found.add(sums);
              }
            });
    return found;
  }

  private static List<DomainSums> avoided(List<PodTerm> apart, ClusterView cluster) {
    List<DomainSums> avoided = new ArrayList<>(apart.size());
    for (PodTerm term : apart) {
      DomainSums sums = DomainSums.of(term.topologyKey(), cluster);
      sums.add(cluster, counter(term, cluster)::on);
      avoided.add(sums);
    }
    return avoided;
  }

  /**
   * Whether every term finds its company in the node's domain. The first pod of a group that seeks
   * its own company may go anywhere that carries the labels.
   */
  private static boolean near(List<DomainSums> company, boolean first, NodeSlot node) {
    boolean found = true;
    for (int i = 0; i < company.size(); i++) {
      DomainSums sums = company.get(i);
      if (!sums.has(node)) {
        return false;
      }
      found &= sums.at(node) > 0;
    }
    return found || first;
  }

  private static boolean clear(List<DomainSums> sums, NodeSlot node) {
    for (int i = 0; i < sums.size(); i++) {
      if (sums.get(i).at(node) > 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable NodeRating prepare(PodInfo pod, ClusterView cluster, List<NodeSlot> fitting) {
    NeighbourRating rating = new NeighbourRating(cluster);
    for (PodTerm term : pod.wishes().preferNear()) {
      rating.add(term.topologyKey(), term.weight(), counter(term, cluster)::on);
    }
    for (PodTerm term : pod.wishes().preferApart()) {
      rating.add(term.topologyKey(), -term.weight(), counter(term, cluster)::on);
    }
    cluster
        .terms()
        .speakingOf(
            pod,
            cluster.namespaceLabels(pod.namespace()),
            entry -> {
              int weight = weightOf(entry);
              if (weight != 0) {
                rating.add(entry.term().topologyKey(), weight, entry::on);
              }
            });
    return rating.empty() ? null : rating;
  }

  private static int weightOf(TermTable.Entry entry) {
    return switch (entry.kind()) {
      case NEAR -> WEIGHT_OF_REQUIRED_TERMS;
      case PREFER_NEAR -> entry.term().weight();
      case PREFER_APART -> -entry.term().weight();
      case APART -> 0;
    };
  }

  private static PodCounter counter(PodTerm term, ClusterView cluster) {
    return cluster.count(new PodCounter.Question(List.of(clause(term, cluster)), false));
  }

  private static PodCounter.Clause clause(PodTerm term, ClusterView cluster) {
    if (term.namespaceQuery() == null) {
      return new PodCounter.Clause(term.namespaces(), term.pods());
    }
    if (term.namespaceQuery().empty() && !term.namespaceQuery().nothing()) {
      return new PodCounter.Clause(null, term.pods());
    }
    Set<String> namespaces = new HashSet<>(term.namespaces());
    namespaces.addAll(cluster.namespaces(term.namespaceQuery()));
    return new PodCounter.Clause(namespaces, term.pods());
  }
}
