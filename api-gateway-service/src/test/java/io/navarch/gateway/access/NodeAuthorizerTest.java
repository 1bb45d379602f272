package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeAuthorizerTest {
  private final FakeObjects objects =
      new FakeObjects()
          .with(
              "",
              "pods",
              "{'metadata':{'name':'p','namespace':'a'},'spec':{'nodeName':'n1','serviceAccountName':'sa','volumes':[{'name':'v','secret':{'secretName':'s'}},{'name':'c','persistentVolumeClaim':{'claimName':'claim'}}],'containers':[{'name':'c','envFrom':[{'configMapRef':{'name':'cm'}}]}]}}")
          .with(
              "",
              "persistentvolumes",
              "{'metadata':{'name':'pv'},'spec':{'claimRef':{'namespace':'a','name':'claim'}}}");
  private final NodeAuthorizer authorizer = new NodeAuthorizer(objects);

  private boolean may(
      String node, String verb, String resource, String sub, String ns, String name) {
    User user = new User("system:node:" + node, "", List.of("system:nodes"), Map.of());
    String group = resource.equals("leases") ? "coordination.k8s.io" : "";
    return authorizer.authorize(user, Question.resource(verb, group, resource, sub, ns, name))
        instanceof Authorizer.Decision.Allow;
  }

  @Test
  void readsWhatItsPodsUse() {
    assertThat(may("n1", "get", "secrets", "", "a", "s")).isTrue();
    assertThat(may("n2", "get", "secrets", "", "a", "s")).isFalse();
    assertThat(may("n1", "get", "secrets", "", "a", "other")).isFalse();
    assertThat(may("n1", "list", "secrets", "", "a", "")).isFalse();
    assertThat(may("n1", "update", "secrets", "", "a", "s")).isFalse();
    assertThat(may("n1", "watch", "configmaps", "", "a", "cm")).isTrue();
    assertThat(may("n1", "get", "persistentvolumes", "", "", "pv")).isTrue();
    assertThat(may("n2", "get", "persistentvolumes", "", "", "pv")).isFalse();
    assertThat(may("n1", "create", "serviceaccounts", "token", "a", "sa")).isTrue();
    assertThat(may("n1", "create", "serviceaccounts", "token", "a", "admin")).isFalse();
  }

  @Test
  void itsOwnNodeLeaseAndPods() {
    assertThat(may("n1", "get", "nodes", "", "", "n1")).isTrue();
    assertThat(may("n1", "patch", "nodes", "status", "", "n1")).isTrue();
    assertThat(may("n1", "get", "nodes", "", "", "n2")).isFalse();
    assertThat(may("n1", "list", "nodes", "", "", "")).isFalse();
    assertThat(may("n1", "update", "leases", "", "kube-node-lease", "n1")).isTrue();
    assertThat(may("n1", "update", "leases", "", "kube-node-lease", "n2")).isFalse();
    assertThat(may("n1", "update", "leases", "", "kube-system", "n1")).isFalse();
    assertThat(may("n1", "patch", "pods", "status", "a", "p")).isTrue();
    assertThat(may("n1", "get", "pods", "", "a", "p")).isTrue();
    assertThat(may("n2", "get", "pods", "", "a", "p")).isFalse();
    assertThat(may("n1", "list", "pods", "", "", "")).isFalse();
    assertThat(may("n1", "list", "services", "", "", "")).isTrue();
    assertThat(may("n1", "create", "events", "", "a", "")).isTrue();
  }

  @Test
  void othersAreNoBusinessOfIts() {
    User user = new User("system:node:n1", "", List.of("devs"), Map.of());
    assertThat(authorizer.authorize(user, Question.resource("get", "", "nodes", "", "", "n1")))
        .isInstanceOf(Authorizer.Decision.NoOpinion.class);
  }
}
