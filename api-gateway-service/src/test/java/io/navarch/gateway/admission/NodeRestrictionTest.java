package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.FakeObjects;
import io.navarch.model.pki.CertificateRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node agent's requests may hold, in tables. */
class NodeRestrictionTest {
  private static final KeyPair KEYS = keys();

  private final FakeObjects objects =
      new FakeObjects()
          .with("", "nodes", "{'metadata':{'name':'n1','uid':'node-uid'}}")
          .with(
              "",
              "pods",
              "{'metadata':{'name':'mine','namespace':'ns','uid':'pod-uid'},'spec':{'nodeName':'n1','volumes':["
                  + "{'name':'t','projected':{'sources':[{'serviceAccountToken':{'path':'t'}},"
                  + "{'serviceAccountToken':{'path':'v','audience':'vault'}}]}},"
                  + "{'name':'inline','csi':{'driver':'inline.example.com'}},"
                  + "{'name':'claimed','persistentVolumeClaim':{'claimName':'claim'}},"
                  + "{'name':'scratch','ephemeral':{'volumeClaimTemplate':{}}}]}}")
          .with(
              "",
              "pods",
              "{'metadata':{'name':'other','namespace':'ns','uid':'other-uid'},'spec':{'nodeName':'n2'}}")
          .with(
              "",
              "persistentvolumeclaims",
              "{'metadata':{'name':'claim','namespace':'ns'},'spec':{'volumeName':'volume'}}")
          .with(
              "",
              "persistentvolumeclaims",
              "{'metadata':{'name':'mine-scratch','namespace':'ns'},'spec':{'volumeName':'scratch'}}")
          .with(
              "",
              "persistentvolumes",
              "{'metadata':{'name':'volume'},'spec':{'csi':{'driver':'claimed.example.com'}}}")
          .with(
              "",
              "persistentvolumes",
              "{'metadata':{'name':'scratch'},'spec':{'csi':{'driver':'scratch.example.com'}}}")
          .with("storage.k8s.io", "csidrivers", driver("inline"))
          .with("storage.k8s.io", "csidrivers", driver("claimed"))
          .with("storage.k8s.io", "csidrivers", driver("scratch"));

  private final Authorizer grants =
      (user, request) ->
          request.verb().equals("request-serviceaccounts-token-audience")
                  && request.resource().equals("granted")
                  && request.name().equals("robot")
              ? new Authorizer.Decision.Allow("")
              : new Authorizer.Decision.NoOpinion("");
  private final AdmissionScenario admission =
      AdmissionScenario.of(new NodeRestrictionPlugin(objects, Authorization.of(List.of(grants))))
          .as("system:node:n1", "system:nodes");

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String driver(String name) {
    return "{'metadata':{'name':'%s.example.com'},'spec':{'tokenRequests':[{'audience':'%s'}]}}"
        .formatted(name, name);
  }

  private String creating(String group, String plural, String json) {
    return admission.refusal(() -> admission.creating(group, plural, json));
  }

  private String updating(String group, String plural, String sub, String json, String old) {
    return admission.refusal(() -> admission.updating(group, plural, sub, json, old));
  }

  private String deleting(String group, String plural, String old) {
    return admission.refusal(() -> admission.deleting(group, plural, old));
  }

  @Test
  void onlyWhoIsANodeIsHeldBack() {
    String other = "{'metadata':{'name':'n2'}}";
    assertThat(creating("", "nodes", other)).startsWith("403");
    admission.as("system:node:n1", "others");
    assertThat(creating("", "nodes", other)).isEmpty();
    admission.as("jane", "system:nodes");
    assertThat(creating("", "nodes", other)).isEmpty();
    admission.as("system:node:", "system:nodes");
    assertThat(creating("", "nodes", other))
        .isEqualTo(
            "403 nodes \"n2\" is forbidden: could not determine node from user \"system:node:\"");
  }

  private static String mirror(String metadata, String spec) {
    return ("{'metadata':{'name':'m','namespace':'ns','annotations':{'kubernetes.io/config.mirror':'h'}%s},"
            + "'spec':{'nodeName':'n1'%s}}")
        .formatted(metadata, spec);
  }

  private static String owner(String fields) {
    return ",'ownerReferences':[{'apiVersion':'v1','kind':'Node','name':'n1','uid':'node-uid'%s}]"
        .formatted(fields);
  }

  private static final String CONTROLLED = owner(",'controller':true");

  @Test
  void mirrorPodsBelongToTheirNode() {
    assertThat(creating("", "pods", mirror(CONTROLLED, ""))).isEmpty();
    assertThat(creating("", "pods", "{'metadata':{'name':'p','namespace':'ns'},'spec':{}}"))
        .endsWith(
            "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"n1\" can only"
                + " create mirror pods");
    assertThat(creating("", "pods", mirror(CONTROLLED, "").replace("'nodeName':'n1'", "'a':'b'")))
        .endsWith("node \"n1\" can only create pods with spec.nodeName set to itself");
    assertThat(creating("", "pods", mirror("", "")))
        .endsWith("node \"n1\" can only create pods with an owner reference set to itself");
    String two = ",'ownerReferences':[{'name':'n1'},{'name':'x'}]";
    assertThat(creating("", "pods", mirror(two, "")))
        .endsWith("can only create pods with a single owner reference set to itself");
    assertThat(creating("", "pods", mirror(CONTROLLED.replace("'Node'", "'Pod'"), "")))
        .endsWith("with an owner reference set to itself");
    assertThat(creating("", "pods", mirror(owner(""), "")))
        .endsWith("with a controller owner reference set to itself");
    assertThat(
            creating("", "pods", mirror(owner(",'controller':true,'blockOwnerDeletion':true"), "")))
        .endsWith("node \"n1\" must not set blockOwnerDeletion on an owner reference");
    assertThat(creating("", "pods", mirror(CONTROLLED.replace("node-uid", "old-uid"), "")))
        .endsWith("node n1 UID mismatch: expected old-uid got node-uid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'serviceAccountName':'robot' | serviceaccounts",
        "'imagePullSecrets':[{'name':'s'}] | secrets",
        "'containers':[{'envFrom':[{'configMapRef':{'name':'c'}}]}] | configmaps",
        "'volumes':[{'name':'v','secret':{'secretName':'s'}}] | secrets",
        "'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'c'}}] |"
            + " persistentvolumeclaims",
        "'volumes':[{'name':'v','csi':{'driver':'d'}}] | csidrivers (via CSI volumes)",
        "'volumes':[{'name':'v','ephemeral':{}}] | persistentvolumeclaims (via ephemeral volumes)",
        "'volumes':[{'name':'v','projected':{'sources':[{'serviceAccountToken':{}}]}}] |"
            + " serviceaccounts (via projected volumes)",
        "'resourceClaims':[{'name':'r','resourceClaimName':'c'}] | resourceclaims",
        "'volumes':[{'name':'v','hostPath':{}},{'name':'e','emptyDir':{}}] |",
        "'volumes':[{'name':'v','projected':{'sources':[{'downwardAPI':{}}]}}] |",
      })
  void mirrorPodsNeedNothingOfTheApi(String spec, String named) {
    String refusal = creating("", "pods", mirror(CONTROLLED, "," + spec));
    if (named == null) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal).endsWith("node \"n1\" can not create pods that reference " + named);
    }
  }

  @Test
  void podsOfOthersAreNotTouched() {
    String mine = "{'metadata':{'name':'p','namespace':'ns'%s},'spec':{'nodeName':'n1'}%s}";
    String plain = mine.formatted("", "");
    String other = plain.replace("'n1'", "'n2'");
    assertThat(deleting("", "pods", plain)).isEmpty();
    assertThat(deleting("", "pods", other))
        .endsWith("node \"n1\" can only delete pods with spec.nodeName set to itself");
    assertThat(updating("", "pods", "status", plain, plain)).isEmpty();
    assertThat(updating("", "pods", "status", plain, other))
        .endsWith(
            "node \"n1\" can only update pod status for pods with spec.nodeName set to itself");
    assertThat(updating("", "pods", "status", mine.formatted(",'labels':{'a':'b'}", ""), plain))
        .endsWith("node \"n1\" cannot update labels through pod status");
    assertThat(
            updating(
                "",
                "pods",
                "status",
                mine.formatted("", ",'status':{'resourceClaimStatuses':[{'name':'r'}]}"),
                plain))
        .endsWith("node \"n1\" cannot update resource claim statues");
    assertThat(updating("", "pods", "", plain, plain))
        .endsWith(
            "unexpected operation \"UPDATE\", node \"n1\" can only create and delete mirror pods");
    assertThat(updating("", "pods", "resize", plain, plain))
        .endsWith(
            "unexpected pod subresource \"resize\", only 'status' and 'eviction' are allowed");
  }

  @ParameterizedTest
  @CsvSource({"mine,''", "other,node n1 can only evict pods with spec.nodeName set to itself"})
  void evictsItsOwn(String pod, String refusal) {
    assertThat(
            admission.refusal(
                () ->
                    admission.run(
                        AdmissionRequest.Operation.CREATE,
                        "",
                        "pods",
                        "eviction",
                        AdmissionScenario.tree(
                            "{'metadata':{'name':'%s','namespace':'ns'}}".formatted(pod)),
                        null)))
        .endsWith(refusal);
  }

  @Test
  void nodesKnowTheirOwnLabels() {
    String node = "{'metadata':{'name':'n1'%s},'spec':{%s}}";
    String plain = node.formatted("", "");
    String labels =
        ",'labels':{'own':'a','kubernetes.io/hostname':'b','x.kubelet.kubernetes.io/y':'c',"
            + "'node.kubernetes.io/z':'d'%s}";
    assertThat(creating("", "nodes", node.formatted(labels.formatted(""), ""))).isEmpty();
    String restricted =
        labels.formatted(
            ",'z.node-restriction.kubernetes.io/q':'e','a.k8s.io/b':'f','kubernetes.io/c':'g'");
    assertThat(creating("", "nodes", node.formatted(restricted, "")))
        .endsWith(
            "node \"n1\" is not allowed to set the following labels: a.k8s.io/b, kubernetes.io/c,"
                + " z.node-restriction.kubernetes.io/q");
    assertThat(updating("", "nodes", "", node.formatted(restricted, ""), plain))
        .contains(" is not allowed to modify labels: a.k8s.io/b, ");
    assertThat(updating("", "nodes", "status", plain, node.formatted(restricted, "")))
        .as("taking away is changing too")
        .contains(" is not allowed to modify labels: a.k8s.io/b, ");
    assertThat(updating("", "nodes", "", node.formatted("", "'taints':[{'key':'a'}]"), plain))
        .endsWith("node \"n1\" is not allowed to modify taints");
    assertThat(
            updating(
                "", "nodes", "", node.formatted(",'ownerReferences':[{'name':'x'}]", ""), plain))
        .endsWith("node \"n1\" is not allowed to modify ownerReferences");
    String configured = node.formatted("", "'configSource':{'configMap':{'name':'c'}}");
    assertThat(creating("", "nodes", configured))
        .endsWith("node \"n1\" is not allowed to create pods with a non-nil configSource");
    assertThat(updating("", "nodes", "", configured, plain))
        .endsWith(
            "node \"n1\" is not allowed to update configSource to a new non-nil configSource");
    assertThat(updating("", "nodes", "", plain, configured)).isEmpty();
    assertThat(creating("", "nodes", "{'metadata':{'name':'n2'}}"))
        .endsWith("node \"n1\" is not allowed to modify node \"n2\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'name':'mine','uid':'pod-uid' | |",
        "'name':'mine' | | node requested token with a pod binding without a uid",
        "'uid':'pod-uid' | | node requested token not bound to a pod",
        "'name':'none','uid':'u' | | pod \"none\" not found",
        "'name':'mine','uid':'old' | | the UID in the bound object reference (old) does not match"
            + " the UID in record. The object might have been deleted and then recreated",
        "'name':'other','uid':'other-uid' | | node requested token bound to a pod scheduled on a"
            + " different node",
        "'name':'mine','uid':'pod-uid' | 'vault' |",
        "'name':'mine','uid':'pod-uid' | 'inline' |",
        "'name':'mine','uid':'pod-uid' | 'claimed' |",
        "'name':'mine','uid':'pod-uid' | 'scratch' |",
        "'name':'mine','uid':'pod-uid' | 'granted' |",
        "'name':'mine','uid':'pod-uid' | 'vault','x' | node may only request 0 or 1 audiences",
        "'name':'mine','uid':'pod-uid' | 'x' | audience \"x\" not found in pod spec volume,"
            + " system:node:n1 is not authorized to request tokens for this audience",
      })
  void tokensAreForPodsOfTheNode(String pod, String audiences, String refusal) {
    String asked =
        ("{'metadata':{'name':'robot','namespace':'ns'},'spec':{'audiences':[%s],"
                + "'boundObjectRef':{'apiVersion':'v1','kind':'Pod',%s}}}")
            .formatted(audiences == null ? "" : audiences, pod);
    assertThat(
            admission.refusal(
                () ->
                    admission.run(
                        AdmissionRequest.Operation.CREATE,
                        "",
                        "serviceaccounts",
                        "token",
                        AdmissionScenario.tree(asked),
                        null)))
        .endsWith(refusal == null ? "" : refusal)
        .matches(text -> refusal != null || text.isEmpty());
  }

  @Test
  void leasesClassesAndSlicesAreTheNodesOwn() {
    String lease = "{'metadata':{'name':'n1','namespace':'%s'}}";
    assertThat(creating("coordination.k8s.io", "leases", lease.formatted("kube-node-lease")))
        .isEmpty();
    assertThat(creating("coordination.k8s.io", "leases", lease.formatted("kube-system")))
        .endsWith("can only access leases in the \"kube-node-lease\" system namespace");
    assertThat(
            creating(
                "coordination.k8s.io",
                "leases",
                lease.formatted("kube-node-lease").replace("n1", "n2")))
        .endsWith("can only access node lease with the same name as the requesting node");
    assertThat(creating("storage.k8s.io", "csinodes", "{'metadata':{'name':'n1'}}")).isEmpty();
    assertThat(deleting("storage.k8s.io", "csinodes", "{'metadata':{'name':'n2'}}"))
        .endsWith("can only access CSINode with the same name as the requesting node");
    String slice = "{'metadata':{'name':'s'},'spec':{'nodeName':'n1'}}";
    String other = slice.replace("n1", "n2");
    assertThat(creating("resource.k8s.io", "resourceslices", slice)).isEmpty();
    assertThat(creating("resource.k8s.io", "resourceslices", other))
        .endsWith("can only create ResourceSlice with the same NodeName as the requesting node");
    assertThat(deleting("resource.k8s.io", "resourceslices", other))
        .endsWith("can only delete ResourceSlice with the same NodeName as the requesting node");
  }

  @Test
  void ofClaimsOnlyTheProgressOfAResizeIsToldByNodes() {
    String claim =
        "{'metadata':{'name':'c','namespace':'ns'%s},'status':{'capacity':{'storage':'%s'}%s}}";
    String old = claim.formatted("", "1Gi", "");
    assertThat(
            updating("", "persistentvolumeclaims", "status", claim.formatted("", "2Gi", ""), old))
        .isEmpty();
    assertThat(
            updating(
                "",
                "persistentvolumeclaims",
                "status",
                claim.formatted("", "2Gi", ",'phase':'Lost'"),
                old))
        .contains("node \"n1\" is not allowed to update fields other than status.quantity");
    assertThat(
            updating(
                "",
                "persistentvolumeclaims",
                "status",
                claim.formatted(",'labels':{'a':'b'}", "1Gi", ""),
                old))
        .contains("is not allowed to update fields other than");
    assertThat(updating("", "persistentvolumeclaims", "", old, old))
        .endsWith("may only update PVC status");
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes.io/kubelet-serving,system:node:n1,true",
    "kubernetes.io/kubelet-serving,system:node:n2,false",
    "kubernetes.io/kube-apiserver-client-kubelet,system:node:n2,false",
    "kubernetes.io/kube-apiserver-client-kubelet,jane,false",
    "kubernetes.io/kube-apiserver-client,jane,true",
  })
  void certificatesAreAskedForInItsOwnName(String signer, String name, boolean allowed) {
    String request =
        Base64.getEncoder()
            .encodeToString(
                CertificateRequest.make(KEYS, name, List.of("system:nodes"), Set.of(), Set.of())
                    .getBytes(StandardCharsets.UTF_8));
    String refusal =
        creating(
            "certificates.k8s.io",
            "certificatesigningrequests",
            "{'metadata':{'name':'c'},'spec':{'signerName':'%s','request':'%s'}}"
                .formatted(signer, request));
    if (allowed) {
      assertThat(refusal).isEmpty();
    } else {
      assertThat(refusal).endsWith("can only create a node CSR with CN=system:node:n1");
    }
  }
}
