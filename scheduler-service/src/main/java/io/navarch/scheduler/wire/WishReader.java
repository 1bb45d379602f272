package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.navarch.scheduler.cluster.HostPort;
import io.navarch.scheduler.cluster.LabelQuery;
import io.navarch.scheduler.cluster.LabelSet;
import io.navarch.scheduler.cluster.NodeRule;
import io.navarch.scheduler.cluster.PodInfo.Wishes;
import io.navarch.scheduler.cluster.PodTerm;
import io.navarch.scheduler.cluster.SpreadConstraint;
import io.navarch.scheduler.cluster.Taint;
import io.navarch.scheduler.cluster.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads where a pod wants to go: selectors, affinity, tolerations, ports and spreading. */
final class WishReader {
  Wishes read(Pod pod, LabelSet labels) {
    PodSpec spec = pod.getSpec();
    Affinity affinity = spec.getAffinity();
    NodeAffinity toNodes = affinity == null ? null : affinity.getNodeAffinity();
    var near = affinity == null ? null : affinity.getPodAffinity();
    var apart = affinity == null ? null : affinity.getPodAntiAffinity();
    String namespace = pod.getMetadata().getNamespace();
    Wishes wishes =
        new Wishes(
            nodeRule(spec, toNodes),
            preferredNodes(toNodes),
            tolerations(spec),
            hostPorts(spec),
            near == null
                ? List.of()
                : terms(near.getRequiredDuringSchedulingIgnoredDuringExecution(), namespace),
            apart == null
                ? List.of()
                : terms(apart.getRequiredDuringSchedulingIgnoredDuringExecution(), namespace),
            near == null
                ? List.of()
                : weighted(near.getPreferredDuringSchedulingIgnoredDuringExecution(), namespace),
            apart == null
                ? List.of()
                : weighted(apart.getPreferredDuringSchedulingIgnoredDuringExecution(), namespace),
            spreads(spec, labels));
    return wishes.equals(Wishes.NONE) ? Wishes.NONE : wishes;
  }

  private static NodeRule nodeRule(PodSpec spec, @Nullable NodeAffinity affinity) {
    LabelQuery selector = LabelQuery.ofLabels(spec.getNodeSelector());
    List<NodeRule.Term> terms =
        affinity == null
            ? null
            : Selectors.terms(affinity.getRequiredDuringSchedulingIgnoredDuringExecution());
    return selector.empty() && terms == null ? NodeRule.ANY : new NodeRule(selector, terms);
  }

  private static List<NodeRule.Preferred> preferredNodes(@Nullable NodeAffinity affinity) {
    if (affinity == null) {
      return List.of();
    }
    List<NodeRule.Preferred> preferred = new ArrayList<>();
    for (PreferredSchedulingTerm each :
        orEmpty(affinity.getPreferredDuringSchedulingIgnoredDuringExecution())) {
      if (each.getWeight() != null && each.getWeight() != 0 && each.getPreference() != null) {
        preferred.add(
            new NodeRule.Preferred(each.getWeight(), Selectors.term(each.getPreference())));
      }
    }
    return preferred;
  }

  private static List<Toleration> tolerations(PodSpec spec) {
    return orEmpty(spec.getTolerations()).stream()
        .map(
            each ->
                new Toleration(
                    text(each.getKey()),
                    Toleration.operator(each.getOperator()),
                    text(each.getValue()),
                    text(each.getEffect()).isEmpty() ? null : Taint.Effect.of(each.getEffect())))
        .toList();
  }

  private static List<HostPort> hostPorts(PodSpec spec) {
    List<HostPort> ports = new ArrayList<>(0);
    for (Container container : spec.getContainers()) {
      addPorts(container, ports);
    }
    for (Container container : orEmpty(spec.getInitContainers())) {
      if ("Always".equals(container.getRestartPolicy())) {
        addPorts(container, ports);
      }
    }
    return ports.isEmpty() ? List.of() : List.copyOf(ports);
  }

  private static void addPorts(Container container, List<HostPort> ports) {
    for (ContainerPort port : orEmpty(container.getPorts())) {
      if (port.getHostPort() != null && port.getHostPort() > 0) {
        ports.add(
            new HostPort(text(port.getProtocol()), text(port.getHostIP()), port.getHostPort()));
      }
    }
  }

  private static List<PodTerm> terms(@Nullable List<PodAffinityTerm> terms, String namespace) {
    return orEmpty(terms).stream().map(term -> term(term, namespace, 0)).toList();
  }

  private static List<PodTerm> weighted(
      @Nullable List<WeightedPodAffinityTerm> terms, String namespace) {
    return orEmpty(terms).stream()
        .map(each -> term(each.getPodAffinityTerm(), namespace, each.getWeight()))
        .toList();
  }

  /** A term that names no namespaces, by name or by selector, speaks of the pod's own. */
  private static PodTerm term(PodAffinityTerm term, String namespace, int weight) {
    List<String> named = orEmpty(term.getNamespaces());
    boolean own = named.isEmpty() && term.getNamespaceSelector() == null;
    return new PodTerm(
        own ? Set.of(namespace) : Set.copyOf(named),
        term.getNamespaceSelector() == null ? null : Selectors.query(term.getNamespaceSelector()),
        Selectors.query(term.getLabelSelector()),
        text(term.getTopologyKey()),
        weight);
  }

  private static @Nullable List<SpreadConstraint> spreads(PodSpec spec, LabelSet labels) {
    List<TopologySpreadConstraint> constraints = orEmpty(spec.getTopologySpreadConstraints());
    return constraints.isEmpty()
        ? null
        : constraints.stream().map(each -> spread(each, labels)).toList();
  }

  private static SpreadConstraint spread(TopologySpreadConstraint constraint, LabelSet labels) {
    Map<String, String> own = new TreeMap<>();
    for (String key : orEmpty(constraint.getMatchLabelKeys())) {
      String value = labels.get(key);
      if (value != null) {
        own.put(key, value);
      }
    }
    LabelQuery pods = Selectors.query(constraint.getLabelSelector());
    return new SpreadConstraint(
        constraint.getMaxSkew() == null ? 1 : constraint.getMaxSkew(),
        text(constraint.getTopologyKey()),
        "DoNotSchedule".equals(constraint.getWhenUnsatisfiable()),
        own.isEmpty() ? pods : pods.and(LabelQuery.ofLabels(own)),
        constraint.getMinDomains() == null ? 1 : constraint.getMinDomains(),
        !"Ignore".equals(constraint.getNodeAffinityPolicy()),
        "Honor".equals(constraint.getNodeTaintsPolicy()));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
