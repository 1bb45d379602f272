package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.status.ApiException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RbacAuthorizerTest {
  private static final String G = RbacRules.GROUP;
  private final FakeObjects objects = new FakeObjects();
  private final RbacAuthorizer rbac = new RbacAuthorizer(objects);

  private static User user(String name, String... groups) {
    return new User(name, "", List.of(groups), Map.of());
  }

  private boolean may(
      User user, String verb, String group, String resource, String ns, String name) {
    int slash = resource.indexOf('/');
    return rbac.authorize(
            user,
            Question.resource(
                verb,
                group,
                slash < 0 ? resource : resource.substring(0, slash),
                slash < 0 ? "" : resource.substring(slash + 1),
                ns,
                name))
        instanceof Authorizer.Decision.Allow;
  }

  private void bootstrap() {
    new RbacBootstrap(BuiltinResources.instance(), objects, objects).run();
  }

  @Test
  void aRoleGrantsInItsNamespaceOnly() {
    objects
        .with(
            G,
            "roles",
            "{'metadata':{'name':'r','namespace':'a'},'rules':[{'apiGroups':[''],'resources':['pods'],'verbs':['get','list']}]}")
        .with(
            G,
            "rolebindings",
            "{'metadata':{'name':'b','namespace':'a'},'roleRef':{'kind':'Role','name':'r'},'subjects':[{'kind':'User','name':'alice'}]}");
    assertThat(may(user("alice"), "get", "", "pods", "a", "x")).isTrue();
    assertThat(may(user("alice"), "get", "", "pods", "b", "x")).isFalse();
    assertThat(may(user("alice"), "get", "", "pods/log", "a", "x")).isFalse();
    assertThat(may(user("alice"), "delete", "", "pods", "a", "x")).isFalse();
    assertThat(may(user("bob"), "get", "", "pods", "a", "x")).isFalse();
  }

  @Test
  void aChangedBindingCountsAtOnce() {
    bootstrap();
    assertThat(may(user("alice"), "list", "", "pods", "", "")).isFalse();
    objects.with(
        G,
        "clusterrolebindings",
        "{'metadata':{'name':'b'},'roleRef':{'kind':'ClusterRole','name':'view'},'subjects':[{'kind':'Group','name':'devs'}]}");
    assertThat(may(user("alice", "devs"), "list", "", "pods", "", "")).isTrue();
    assertThat(may(user("alice", "devs"), "list", "", "secrets", "", "")).isFalse();
    objects.without(G, "clusterrolebindings", "", "b");
    assertThat(may(user("alice", "devs"), "list", "", "pods", "", "")).isFalse();
  }

  @Test
  void resourceNamesWildcardsAndPaths() {
    objects
        .with(
            G,
            "clusterroles",
            "{'metadata':{'name':'r'},'rules':[{'apiGroups':['apps'],'resources':['*/scale'],'verbs':['*']},{'apiGroups':[''],'resources':['configmaps'],'resourceNames':['one'],'verbs':['get']},{'nonResourceURLs':['/logs/*','/healthz'],'verbs':['get']}]}")
        .with(
            G,
            "clusterrolebindings",
            "{'metadata':{'name':'b'},'roleRef':{'kind':'ClusterRole','name':'r'},'subjects':[{'kind':'ServiceAccount','name':'s','namespace':'n'}]}");
    User account = user("system:serviceaccount:n:s");
    assertThat(may(account, "update", "apps", "deployments/scale", "z", "d")).isTrue();
    assertThat(may(account, "update", "apps", "deployments", "z", "d")).isFalse();
    assertThat(may(account, "get", "", "configmaps", "z", "one")).isTrue();
    assertThat(may(account, "get", "", "configmaps", "z", "two")).isFalse();
    assertThat(rbac.authorize(account, Question.path("get", "/logs/x")))
        .isInstanceOf(Authorizer.Decision.Allow.class);
    assertThat(rbac.authorize(account, Question.path("get", "/healthz/x")))
        .isInstanceOf(Authorizer.Decision.NoOpinion.class);
  }

  @Test
  void theBootstrapPolicyIsReconciledAndKeepsAdditions() {
    bootstrap();
    assertThat(
            may(
                user("x", "system:authenticated"),
                "create",
                "authorization.k8s.io",
                "selfsubjectaccessreviews",
                "",
                ""))
        .isTrue();
    assertThat(may(user("system:kube-scheduler"), "create", "", "pods/binding", "a", "p")).isTrue();
    objects.with(
        G,
        "clusterroles",
        "{'metadata':{'name':'system:kube-scheduler'},'rules':[{'apiGroups':['x'],'resources':['y'],'verbs':['z']}]}");
    assertThat(may(user("system:kube-scheduler"), "create", "", "pods/binding", "a", "p"))
        .isFalse();
    bootstrap();
    assertThat(may(user("system:kube-scheduler"), "create", "", "pods/binding", "a", "p")).isTrue();
    assertThat(may(user("system:kube-scheduler"), "z", "x", "y", "", "")).isTrue();
    long before = objects.lastChange(G, "clusterroles");
    bootstrap();
    assertThat(objects.lastChange(G, "clusterroles")).isEqualTo(before);
  }

  @Test
  void theControllerManagerMayWhatItsControllersMay() {
    bootstrap();
    assertThat(may(user("system:kube-controller-manager"), "create", "", "pods", "a", "")).isTrue();
    assertThat(
            may(
                user("system:kube-controller-manager"),
                "create",
                "rbac.authorization.k8s.io",
                "clusterrolebindings",
                "",
                ""))
        .isFalse();
  }

  @Test
  void theControlPlaneMayPatchWhatItMayUpdate() {
    bootstrap();
    User scheduler = user("system:kube-scheduler");
    String group = "coordination.k8s.io";
    assertThat(may(scheduler, "patch", group, "leases", "kube-system", "kube-scheduler")).isTrue();
    assertThat(may(scheduler, "patch", group, "leases", "default", "other")).isFalse();
  }

  @Test
  void aRefusalReadsAsInKubernetes() {
    Authorization authorization = Authorization.of(List.of(new PrivilegedGroupAuthorizer(), rbac));
    assertThatThrownBy(
            () ->
                authorization.require(
                    user("x"), Question.resource("list", "", "pods", "", "default", "")))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "pods is forbidden: User \"x\" cannot list resource \"pods\" in API group \"\" in the"
                + " namespace \"default\"");
    assertThatThrownBy(
            () ->
                authorization.require(
                    user("x"), Question.resource("get", "apps", "deployments", "scale", "", "d")))
        .hasMessage(
            "deployments.apps \"d\" is forbidden: User \"x\" cannot get resource"
                + " \"deployments/scale\" in API group \"apps\" at the cluster scope");
    authorization.require(
        user("root", "system:masters"), Question.resource("delete", "", "nodes", "", "", "n"));
  }
}
