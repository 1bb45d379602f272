package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeAuthorizerTest {
  private final NodeGraph graph =
      graph(
          "pods",
          "{'metadata':{'name':'p','namespace':'a'},'spec':{'nodeName':'n1','serviceAccountName':'sa','volumes':[{'name':'v','secret':{'secretName':'s'}},{'name':'c','persistentVolumeClaim':{'claimName':'claim'}}],'containers':[{'name':'c','envFrom':[{'configMapRef':{'name':'cm'}}]}]}}",
          "persistentvolumes",
          "{'metadata':{'name':'pv'},'spec':{'claimRef':{'namespace':'a','name':'claim'},'csi':{'nodePublishSecretRef':{'namespace':'b','name':'mount'},'controllerExpandSecretRef':{'namespace':'b','name':'grow'}}}}",
          "volumeattachments",
          "{'metadata':{'name':'va'},'spec':{'nodeName':'n1'}}",
          "pods",
          "{'metadata':{'name':'mirror','namespace':'a','annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{'nodeName':'n2','volumes':[{'secret':{'secretName':'s'}}]}}");
  private final NodeAuthorizer authorizer = new NodeAuthorizer(graph::relates);

  private static ApiObject tree(String json) {
    return ApiObject.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static NodeGraph graph(String... resourcesAndObjects) {
    NodeGraph graph = new NodeGraph();
    for (int i = 0; i < resourcesAndObjects.length; i += 2) {
      ApiObject object = tree(resourcesAndObjects[i + 1]);
      graph.change(resourcesAndObjects[i], object.namespace(), object.name(), object);
    }
    return graph;
  }

  private boolean may(
      String node, String verb, String resource, String sub, String ns, String name) {
    User user = new User("system:node:" + node, "", List.of("system:nodes"), Map.of());
    String group =
        switch (resource) {
          case "leases" -> "coordination.k8s.io";
          case "volumeattachments" -> "storage.k8s.io";
          case "resourceclaims" -> "resource.k8s.io";
          default -> "";
        };
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
    assertThat(may("n1", "get", "secrets", "", "b", "mount")).isTrue();
    assertThat(may("n1", "get", "secrets", "", "b", "grow")).isFalse();
    assertThat(may("n1", "get", "volumeattachments", "", "", "va")).isTrue();
    assertThat(may("n2", "get", "volumeattachments", "", "", "va")).isFalse();
    assertThat(may("n1", "list", "persistentvolumes", "", "", "")).isFalse();
    assertThat(may("n1", "delete", "nodes", "", "", "n1")).isFalse();
  }

  @Test
  void whatItsPodsNoLongerUseIsNoBusinessOfItsEither() {
    graph.change("pods", "a", "p", null);
    assertThat(may("n1", "get", "secrets", "", "a", "s")).isFalse();
    assertThat(may("n1", "get", "secrets", "", "b", "mount")).isFalse();
    graph.change(
        "pods",
        "a",
        "p",
        tree(
            "{'metadata':{'name':'p','namespace':'a'},'spec':{'nodeName':'n2','serviceAccountName':'sa','resourceClaims':[{'name':'g','resourceClaimTemplateName':'t'}]},'status':{'resourceClaimStatuses':[{'name':'g','resourceClaimName':'gpu'}]}}"));
    assertThat(may("n2", "create", "serviceaccounts", "token", "a", "sa")).isTrue();
    assertThat(may("n2", "get", "resourceclaims", "", "a", "gpu")).isTrue();
    assertThat(may("n1", "get", "resourceclaims", "", "a", "gpu")).isFalse();
    graph.change("persistentvolumes", "", "pv", null);
    assertThat(may("n1", "get", "persistentvolumes", "", "", "pv")).isFalse();
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
