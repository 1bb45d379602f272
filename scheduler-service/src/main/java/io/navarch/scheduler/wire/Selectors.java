package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.navarch.scheduler.cluster.LabelQuery;
import io.navarch.scheduler.cluster.NodeRule;
import io.navarch.scheduler.cluster.Requirement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the selectors of the API. */
final class Selectors {
  private Selectors() {}

  /** An absent selector matches nothing, an empty one everything. */
  static LabelQuery query(@Nullable LabelSelector selector) {
    if (selector == null) {
      return LabelQuery.NOTHING;
    }
    LabelQuery query = LabelQuery.ofLabels(selector.getMatchLabels());
    List<LabelSelectorRequirement> expressions = selector.getMatchExpressions();
    if (expressions == null || expressions.isEmpty()) {
      return query;
    }
    List<Requirement> requirements = new ArrayList<>(query.requirements());
    for (LabelSelectorRequirement expression : expressions) {
      requirements.add(
          Requirement.of(expression.getKey(), expression.getOperator(), expression.getValues()));
    }
    return new LabelQuery(requirements, false);
  }

  static @Nullable List<NodeRule.Term> terms(@Nullable NodeSelector selector) {
    if (selector == null) {
      return null;
    }
    List<NodeSelectorTerm> terms = selector.getNodeSelectorTerms();
    return terms == null ? List.of() : terms.stream().map(Selectors::term).toList();
  }

  static NodeRule.Term term(NodeSelectorTerm term) {
    return new NodeRule.Term(
        requirements(term.getMatchExpressions()), requirements(term.getMatchFields()));
  }

  private static List<Requirement> requirements(
      @Nullable List<NodeSelectorRequirement> expressions) {
    return expressions == null
        ? List.of()
        : expressions.stream()
            .map(each -> Requirement.of(each.getKey(), each.getOperator(), each.getValues()))
            .toList();
  }
}
