package io.navarch.scheduler.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pod demands of its node: every label of {@code nodeSelector}, and at least one term of the
 * required node affinity.
 *
 * @param selector {@code spec.nodeSelector}
 * @param terms the required terms; null where the pod has none; an empty list matches no node
 */
public record NodeRule(LabelQuery selector, @Nullable List<Term> terms) {
  public static final NodeRule ANY = new NodeRule(LabelQuery.EVERYTHING, null);

  public NodeRule {
    terms = terms == null ? null : List.copyOf(terms);
  }

  /** Whether every node satisfies it. */
  public boolean any() {
    return selector.empty() && terms == null;
  }

  public boolean matches(String nodeName, LabelSet labels) {
    return selector.matches(labels) && (terms == null || anyTerm(nodeName, labels));
  }

  private boolean anyTerm(String nodeName, LabelSet labels) {
    if (terms == null) {
      return true;
    }
    for (Term term : terms) {
      if (term.matches(nodeName, labels)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The names of the only nodes that could match, by field {@code metadata.name}; null: no limit.
   */
  public @Nullable Set<String> onlyNodes() {
    if (terms == null || terms.isEmpty()) {
      return null;
    }
    Set<String> names = new HashSet<>();
    for (Term term : terms) {
      Set<String> ofTerm = term.onlyNodes();
      if (ofTerm == null) {
        return null;
      }
      names.addAll(ofTerm);
    }
    return names;
  }

  /**
   * One term of a node selector: all expressions and all fields must match; empty matches nothing.
   */
  public record Term(List<Requirement> expressions, List<Requirement> fields) {
    public Term {
      expressions = List.copyOf(expressions);
      fields = List.copyOf(fields);
    }

    public boolean matches(String nodeName, LabelSet labels) {
      if (expressions.isEmpty() && fields.isEmpty()) {
        return false;
      }
      for (Requirement expression : expressions) {
        if (!expression.matches(labels)) {
          return false;
        }
      }
      for (Requirement field : fields) {
        if (!field.matches(field.key().equals("metadata.name") ? nodeName : null)) {
          return false;
        }
      }
      return true;
    }

    private @Nullable Set<String> onlyNodes() {
      Set<String> names = null;
      for (Requirement field : fields) {
        if (field.key().equals("metadata.name") && field.operator() == Requirement.Operator.IN) {
          if (names == null) {
            names = new HashSet<>(field.values());
          } else {
            names.retainAll(field.values());
          }
        }
      }
      return names;
    }
  }

  /** A preferred term of node affinity with its weight, 1 to 100. */
  public record Preferred(int weight, Term term) {}
}
