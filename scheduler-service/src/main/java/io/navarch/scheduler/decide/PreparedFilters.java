package io.navarch.scheduler.decide;

import io.navarch.scheduler.cluster.ClusterView;
import io.navarch.scheduler.cluster.NodeSlot;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.plugin.Filter;
import io.navarch.scheduler.plugin.Fit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filters that concern a pod, made ready to test nodes for it. */
final class PreparedFilters {
  private final List<String> names = new ArrayList<>();
  private final List<Filter.NodeTest> tests = new ArrayList<>();
  private final List<String> limiting = new ArrayList<>();
  private @Nullable Set<String> only;
  private FitReport.@Nullable Refusal everywhere;

  static PreparedFilters of(Profile profile, PodInfo pod, ClusterView cluster) {
    PreparedFilters prepared = new PreparedFilters();
    for (Filter filter : profile.filters()) {
      prepared.take(filter.name(), filter.prepare(pod, cluster));
      if (prepared.everywhere != null) {
        break;
      }
    }
    return prepared;
  }

  private void take(String name, Filter.Prepared outcome) {
    switch (outcome) {
      case Filter.NotConcerned _ -> {}
      case Filter.Refused(String reason, boolean helpable) ->
          everywhere = new FitReport.Refusal(name, new Fit.DoesNotFit(List.of(reason), helpable));
      case Filter.Each(Filter.NodeTest test) -> add(name, test);
      case Filter.Only(Set<String> nodes, Filter.NodeTest test) -> {
        add(name, test);
        limiting.add(name);
        if (only == null) {
          only = nodes;
        } else {
          only = new HashSet<>(only);
          only.retainAll(nodes);
        }
      }
    }
  }

  private void add(String name, Filter.NodeTest test) {
    names.add(name);
    tests.add(test);
  }

  /** The refusal that holds on every node, if a rule refused the pod as such. */
  FitReport.@Nullable Refusal everywhere() {
    return everywhere;
  }

  /** The only nodes that come into question; null: all. */
  @Nullable Set<String> only() {
    return only;
  }

  List<String> limiting() {
    return limiting;
  }

  /** The first refusal of the node; null where it fits. */
  FitReport.@Nullable Refusal test(NodeSlot node) {
    if (everywhere != null) {
      return everywhere;
    }
    for (int i = 0; i < tests.size(); i++) {
      if (tests.get(i).test(node) instanceof Fit.DoesNotFit why) {
        return new FitReport.Refusal(names.get(i), why);
      }
    }
    return null;
  }
}
