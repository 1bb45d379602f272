package io.navarch.controller.clusterrole;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregationPlannerTest {
  private static final PolicyRule READ = rule("get");
  private static final PolicyRule WRITE = rule("update");

  private static PolicyRule rule(String verb) {
    return new PolicyRuleBuilder().withApiGroups("").withResources("pods").withVerbs(verb).build();
  }

  private static ClusterRole part(String name, PolicyRule... rules) {
    return new ClusterRoleBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("to", "view")
        .endMetadata()
        .withRules(rules)
        .build();
  }

  private static ClusterRole whole(PolicyRule... rules) {
    return new ClusterRoleBuilder(part("whole", rules))
        .withNewAggregationRule()
        .addNewClusterRoleSelector()
        .addToMatchLabels("to", "view")
        .endClusterRoleSelector()
        .endAggregationRule()
        .build();
  }

  @Test
  void rulesAreGatheredOnceInTheOrderOfTheRolesNames() {
    List<ClusterRole> all = List.of(whole(WRITE), part("b", WRITE, READ), part("a", READ));
    assertThat(AggregationPlanner.plan(all.getFirst(), all)).contains(List.of(READ, WRITE));
  }

  @Test
  void nothingIsDoneWhereTheRulesAreThereOrNotAggregated() {
    List<ClusterRole> all = List.of(whole(READ), part("a", READ));
    assertThat(AggregationPlanner.plan(all.getFirst(), all)).isEmpty();
    assertThat(AggregationPlanner.plan(all.getLast(), all)).isEmpty();
    assertThat(AggregationPlanner.plan(whole(READ), List.of())).contains(List.of());
  }
}
