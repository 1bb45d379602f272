package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.request.RequestInfo;
import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What node {@code n1} may do, path by path, in a cluster in which it has the pod {@code a/one} and
 * node {@code n2} has {@code a/two}; both use what is called {@code shared}, each what has its
 * number, and a mirror pod of {@code n1} names what is called {@code mirrored}.
 */
class NodeAuthorizerTableTest {
  private final NodeGraph graph = new NodeGraph();
  private final NodeAuthorizer authorizer = new NodeAuthorizer(graph::relates);

  NodeAuthorizerTableTest() {
    for (String pod : List.of("one", "two")) {
      String node = pod.equals("one") ? "n1" : "n2";
      put("pods", pod(pod, node, ""));
      put("persistentvolumes", volume("pv-" + pod, "claim-" + pod, pod));
      put("persistentvolumes", volume("pv-eph-" + pod, pod + "-eph", "eph-" + pod));
      put("volumeattachments", nodeNamed("va-" + pod, node));
      put("resourceslices", nodeNamed("slice-" + pod, node));
    }
    put("persistentvolumes", volume("pv-shared", "claim-shared", "shared"));
    put(
        "persistentvolumes",
        "{'metadata':{'name':'pv-free'},'spec':{'rbd':{'secretRef':{'name':'s-free'}}}}");
    put("resourceslices", "{'metadata':{'name':'slice-network'},'spec':{'allNodes':true}}");
    put("pods", pod("mirrored", "n1", ",'annotations':{'kubernetes.io/config.mirror':'x'}"));
    put("pods", pod("free", "", ""));
  }

  private void put(String resource, String json) {
    ApiObject object = ApiObject.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    graph.change(resource, object.namespace(), object.name(), object);
  }

  private static String nodeNamed(String name, String node) {
    return "{'metadata':{'name':'%s'},'spec':{'nodeName':'%s'}}".formatted(name, node);
  }

  private static String volume(String name, String claim, String secret) {
    return """
    {'metadata':{'name':'%1$s'},'spec':{'claimRef':{'namespace':'a','name':'%2$s'},
     'csi':{'nodePublishSecretRef':{'namespace':'csi','name':'publish-%3$s'},
      'nodeStageSecretRef':{'namespace':'csi','name':'stage-%3$s'},
      'nodeExpandSecretRef':{'namespace':'csi','name':'expand-%3$s'},
      'controllerPublishSecretRef':{'namespace':'csi','name':'controller-%3$s'},
      'controllerExpandSecretRef':{'namespace':'csi','name':'grow-%3$s'},
      'volumeAttributes':{'secretRef':'none'}}}}"""
        .formatted(name, claim, secret);
  }

  private static String pod(String name, String node, String metadata) {
    return """
    {'metadata':{'name':'%1$s','namespace':'a'%3$s},'spec':{'nodeName':'%2$s','serviceAccountName':'sa-%1$s',
     'imagePullSecrets':[{'name':'pull-%1$s'}],
     'containers':[{'env':[{'valueFrom':{'secretKeyRef':{'name':'env-%1$s'}}},{'valueFrom':{'configMapKeyRef':{'name':'env-%1$s'}}}],
      'envFrom':[{'secretRef':{'name':'from-%1$s'}},{'configMapRef':{'name':'from-%1$s'}}]}],
     'initContainers':[{'envFrom':[{'secretRef':{'name':'init-%1$s'}},{'configMapRef':{'name':'init-%1$s'}}]}],
     'ephemeralContainers':[{'envFrom':[{'secretRef':{'name':'debug-%1$s'}},{'configMapRef':{'name':'debug-%1$s'}}]}],
     'volumes':[{'secret':{'secretName':'vol-%1$s'}},{'configMap':{'name':'vol-%1$s'}},
      {'secret':{'secretName':'shared'}},{'configMap':{'name':'shared'}},
      {'projected':{'sources':[{'secret':{'name':'proj-%1$s'}},{'configMap':{'name':'proj-%1$s'}}]}},
      {'azureFile':{'secretName':'azure-%1$s'}},{'cephfs':{'secretRef':{'name':'ceph-%1$s'}}},
      {'csi':{'nodePublishSecretRef':{'name':'inline-%1$s'}}},
      {'persistentVolumeClaim':{'claimName':'claim-%1$s'}},{'persistentVolumeClaim':{'claimName':'claim-shared'}},
      {'name':'eph','ephemeral':{}}],
     'resourceClaims':[{'name':'d','resourceClaimName':'device-%1$s'},{'name':'t','resourceClaimTemplateName':'t'},{'name':'none','resourceClaimTemplateName':'t'}]},
     'status':{'resourceClaimStatuses':[{'name':'t','resourceClaimName':'made-%1$s'},{'name':'none'},{'name':'unknown','resourceClaimName':'forged-%1$s'}],
      'extendedResourceClaimStatus':{'resourceClaimName':'extended-%1$s'}}}"""
        .formatted(name, node, metadata);
  }

  private static RequestInfo question(String verbs, String what, String place, String selector) {
    String[] resource = what.split("/", -1);
    String group =
        switch (resource[0]) {
          case "leases" -> "coordination.k8s.io";
          case "volumeattachments", "csinodes", "csidrivers" -> "storage.k8s.io";
          case "resourceclaims", "resourceslices" -> "resource.k8s.io";
          case "podcertificaterequests", "certificatesigningrequests" -> "certificates.k8s.io";
          case "tokenreviews" -> "authentication.k8s.io";
          case "subjectaccessreviews" -> "authorization.k8s.io";
          case "runtimeclasses" -> "node.k8s.io";
          case "clusterroles" -> "rbac.authorization.k8s.io";
          case "deployments" -> "apps";
          default -> "";
        };
    String[] where = place.split("/", -1);
    RequestInfo question =
        Question.resource(
            verbs, group, resource[0], resource.length > 1 ? resource[1] : "", where[0], where[1]);
    return selector.isEmpty()
        ? question
        : Question.withQuery(question, Map.of("fieldSelector", List.of(selector)));
  }

  private boolean may(RequestInfo question, String name, String... groups) {
    return authorizer.authorize(new User(name, "", List.of(groups), Map.of()), question)
        instanceof Authorizer.Decision.Allow;
  }

  private static List<String> listed(String text) {
    return List.of(text.split(" "));
  }

  /**
   * @param names {@code namespace/name}, either may be empty
   */
  private void check(
      String verbs, String resources, String names, String selector, boolean allowed) {
    for (String verb : listed(verbs)) {
      for (String resource : listed(resources)) {
        for (String name : listed(names)) {
          assertThat(
                  may(question(verb, resource, name, selector), "system:node:n1", "system:nodes"))
              .as("%s %s %s %s", verb, resource, name, selector)
              .isEqualTo(allowed);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "get list watch, secrets configmaps, a/vol-one a/env-one a/from-one a/init-one a/debug-one a/proj-one a/shared",
    "get list watch, secrets, a/pull-one a/azure-one a/ceph-one a/inline-one",
    "get list watch, secrets, csi/publish-one csi/stage-one csi/expand-one csi/publish-shared csi/publish-eph-one",
    "get, persistentvolumeclaims, a/claim-one a/claim-shared a/one-eph",
    "update patch, persistentvolumeclaims/status, a/claim-one a/one-eph",
    "get, persistentvolumes, /pv-one /pv-shared /pv-eph-one",
    "get, resourceclaims, a/device-one a/made-one a/extended-one",
    "get, volumeattachments, /va-one",
    "get, serviceaccounts, a/sa-one",
  })
  void whatItsPodsUse(String verbs, String resources, String names) {
    check(verbs, resources, names.replace("", ""), "", true);
  }

  @ParameterizedTest
  @CsvSource({
    "get list watch, secrets configmaps, a/vol-two a/env-two a/from-two a/init-two a/debug-two a/proj-two",
    "get list watch, secrets configmaps, a/vol-mirrored a/env-mirrored a/vol-free b/shared a/other",
    "get list watch, secrets, csi/publish-two csi/stage-two csi/expand-two csi/publish-eph-two a/azure-two",
    "get list watch, secrets, csi/controller-one csi/grow-one a/publish-one a/s-free a/none",
    "list watch, secrets configmaps, a/ /",
    "get list watch, secrets configmaps, /shared",
    "create update patch delete deletecollection, secrets configmaps, a/vol-one a/shared",
    "get, secrets/status configmaps/x, a/vol-one",
    "get, persistentvolumeclaims, a/claim-two a/two-eph a/claim-mirrored",
    "list watch create update patch delete deletecollection, persistentvolumeclaims, a/claim-one",
    "get create delete, persistentvolumeclaims/status, a/claim-one",
    "update patch, persistentvolumeclaims/status, a/claim-two",
    "get, persistentvolumes, /pv-two /pv-free /pv-eph-two",
    "list watch create update patch delete, persistentvolumes, /pv-one",
    "get update, persistentvolumes/status, /pv-one",
    "get, resourceclaims, a/device-two a/made-two a/extended-two a/forged-one a/device-mirrored",
    "list watch create update patch delete, resourceclaims, a/device-one",
    "get update patch, resourceclaims/status, a/device-one",
    "get, volumeattachments, /va-two /va-none",
    "list watch create update patch delete, volumeattachments, /va-one",
    "get, volumeattachments/status, /va-one",
    "get, serviceaccounts, a/sa-two a/sa-mirrored a/sa-free",
    "list watch create update patch delete, serviceaccounts, a/sa-one",
  })
  void whatOthersUse(String verbs, String resources, String names) {
    check(verbs, resources, names, "", false);
  }

  @Test
  void tokens() {
    check("create", "serviceaccounts/token", "a/sa-one", "", true);
    check(
        "create",
        "serviceaccounts/token",
        "a/sa-two a/sa-mirrored a/sa-free a/ b/sa-one",
        "",
        false);
    check("get update patch delete list", "serviceaccounts/token", "a/sa-one", "", false);
    check("create", "serviceaccounts/other", "a/sa-one", "", false);
  }

  @Test
  void leasesAndNodesOfStorageDrivers() {
    check("get create update patch delete", "leases", "kube-node-lease/n1", "", true);
    check("create", "leases", "kube-node-lease/", "", true);
    check("get update patch delete", "leases", "kube-node-lease/n2", "", false);
    check("get create update patch delete", "leases", "kube-system/n1 /n1", "", false);
    check(
        "list watch deletecollection", "leases", "kube-node-lease/n1 kube-node-lease/", "", false);
    check("get create update patch delete", "csinodes", "/n1", "", true);
    check("get update patch delete", "csinodes", "/n2", "", false);
    check("list watch deletecollection", "csinodes", "/n1 /", "", false);
    check("get create update patch delete", "csinodes/status", "/n1", "", false);
  }

  @Test
  void slicesOfResources() {
    check("get update patch delete", "resourceslices", "/slice-one", "", true);
    check("create", "resourceslices", "/", "", true);
    check("get update patch delete", "resourceslices", "/slice-two /slice-network", "", false);
    check("list watch deletecollection", "resourceslices", "/", "spec.nodeName=n1", true);
    for (String selector : List.of("", "spec.nodeName=n2", "spec.nodeName!=n1", "spec.driver=n1")) {
      check("list watch deletecollection", "resourceslices", "/", selector, false);
    }
    check("get create update", "resourceslices/status", "/slice-one", "", false);
    check("bogus", "resourceslices", "/slice-one", "", false);
  }

  @Test
  void nodes() {
    check("get list watch", "nodes", "/n1", "", true);
    check("create update patch", "nodes", "/n1 /n2", "", true);
    check("update patch", "nodes/status", "/n1 /n2", "", true);
    check("get list watch", "nodes", "/n2 /", "", false);
    check("delete deletecollection", "nodes", "/n1 /", "", false);
    check("get create", "nodes/status", "/n1", "", false);
    check("get create", "nodes/proxy nodes/stats nodes/log nodes/metrics", "/n1", "", false);
  }

  @Test
  void pods() {
    check("get list watch", "pods", "a/one a/mirrored", "", true);
    check("get list watch", "pods", "a/two a/free a/none", "", false);
    check("list watch", "pods", "/ a/", "spec.nodeName=n1", true);
    check("list watch", "pods", "/", "spec.nodeName==n1,status.phase=Running", true);
    for (String selector :
        List.of(
            "",
            "spec.nodeName=n2",
            "spec.nodeName!=n1",
            "spec.nodeName=",
            "metadata.namespace=a",
            "status.phase!=a\\,spec.nodeName\\=n1",
            "spec.nodeName=n1,,x")) {
      check("list watch", "pods", "/ a/", selector, false);
    }
    check("create delete", "pods", "a/one a/two a/", "", true);
    check("update patch deletecollection", "pods", "a/one", "", false);
    check("update patch", "pods/status", "a/one a/two", "", true);
    check("get create delete", "pods/status", "a/one", "", false);
    check("create", "pods/eviction", "a/one a/two", "", true);
    check("get update", "pods/eviction", "a/one", "", false);
    check(
        "create get",
        "pods/proxy pods/exec pods/attach pods/portforward pods/log pods/binding pods/resize",
        "a/one",
        "",
        false);
  }

  @Test
  void whatAllNodesMay() {
    check("get list watch", "services runtimeclasses csidrivers", "a/x /", "", true);
    check("create patch update", "events", "a/", "", true);
    check("create", "tokenreviews subjectaccessreviews", "/", "", true);
    check("create get list watch", "certificatesigningrequests", "/", "", true);
    check("update", "certificatesigningrequests/approval", "/x", "", false);
    check("create update delete", "services runtimeclasses", "a/x", "", false);
    check(
        "get list", "clusterroles deployments podcertificaterequests namespaces", "a/x", "", false);
    check("create", "podcertificaterequests", "a/", "", false);
  }

  @Test
  void whoIsANode() {
    RequestInfo own = question("get", "nodes", "/n1", "");
    assertThat(may(own, "system:node:n1", "system:nodes", "others")).isTrue();
    assertThat(may(own, "system:node:n1", "others")).isFalse();
    assertThat(may(own, "n1", "system:nodes")).isFalse();
    assertThat(may(own, "system:node:", "system:nodes")).isFalse();
    assertThat(may(question("get", "nodes", "/", ""), "system:node:", "system:nodes")).isFalse();
  }

  /** A pod that goes, or comes again elsewhere, takes its rights with it, save what others use. */
  @Test
  void whatGoesTakesItsRightsWithIt() {
    String used = "a/vol-one a/env-one csi/publish-one csi/publish-eph-one";
    check("get", "secrets", used, "", true);
    graph.change("persistentvolumes", "", "pv-one", null);
    check("get", "secrets", "csi/publish-one", "", false);
    graph.change("pods", "a", "one", null);
    check("get", "secrets configmaps", used + " a/shared", "", false);
    check("get", "persistentvolumes", "/pv-shared /pv-eph-one", "", false);
    check("create", "serviceaccounts/token", "a/sa-one", "", false);
    check("get", "pods", "a/one", "", false);
    put("pods", pod("one", "n2", ""));
    check("get", "secrets", used + " a/shared", "", false);
    put("pods", pod("two", "n1", ""));
    check("get", "secrets configmaps", "a/vol-two a/shared", "", true);
    Stream.of("va", "slice")
        .forEach(
            what -> {
              String resource = what.equals("va") ? "volumeattachments" : "resourceslices";
              check("get", resource, "/" + what + "-one", "", true);
              put(resource, nodeNamed(what + "-one", "n2"));
              check("get", resource, "/" + what + "-one", "", false);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'cephfs':{'secretRef':{'name':'x'}} | a/x",
        "'rbd':{'secretRef':{'name':'x','namespace':'b'}} | b/x",
        "'iscsi':{'secretRef':{'name':'x'}} | a/x",
        "'scaleIO':{'secretRef':{'name':'x'}} | a/x",
        "'flexVolume':{'secretRef':{'name':'x'}} | a/x",
        "'cinder':{'secretRef':{'name':'x','namespace':'b'}} | b/x",
        "'storageos':{'secretRef':{'name':'x','namespace':'b'}} | b/x",
        "'azureFile':{'secretName':'x','shareName':'y'} | a/x",
        "'azureFile':{'secretName':'x','secretNamespace':'b'} | b/x",
      })
  void secretsOfVolumes(String source, String secret) {
    check("get", "secrets", secret, "", false);
    put(
        "persistentvolumes",
        "{'metadata':{'name':'extra'},'spec':{'claimRef':{'namespace':'a','name':'claim-one'},"
            + source
            + "}}");
    check("get", "secrets", secret, "", true);
    check("get", "secrets", secret.equals("a/x") ? "b/x" : "a/x", "", false);
  }
}
