package io.navarch.controller.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.KeyAlgorithm;
import io.navarch.model.pki.Pem;
import io.navarch.model.pki.RequestedUsages;
import io.navarch.model.pki.Subjects;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificatePlannersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final KeyPair KEYS = KeyAlgorithm.EC_P256.generate();
  private static final List<String> NODE_USAGES =
      List.of("key encipherment", "digital signature", "client auth");

  /** A request under construction. */
  private static CertificateSigningRequestBuilder asking(
      String signer, List<String> usages, String name, String group, Set<String> dnsNames) {
    String pem = CertificateRequest.make(KEYS, name, List.of(group), dnsNames, Set.of());
    return new CertificateSigningRequestBuilder()
        .withNewMetadata()
        .withName("r")
        .withCreationTimestamp(NOW.toString())
        .endMetadata()
        .withNewSpec()
        .withSignerName("kubernetes.io/" + signer)
        .withUsages(usages)
        .withUsername("system:bootstrap:abcdef")
        .withRequest(base64(pem))
        .endSpec();
  }

  private static CertificateSigningRequestBuilder nodeClient() {
    return asking(
        "kube-apiserver-client-kubelet", NODE_USAGES, "system:node:n", "system:nodes", Set.of());
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static CertificateSigningRequest with(
      CertificateSigningRequestBuilder request, String condition, Instant time) {
    return request
        .editOrNewStatus()
        .addNewCondition()
        .withType(condition)
        .withStatus("True")
        .withLastUpdateTime(time.toString())
        .endCondition()
        .endStatus()
        .build();
  }

  private static SigningPlan plan(CertificateSigningRequestBuilder request) {
    return SigningPlanner.plan(with(request, "Approved", NOW), YEAR, NOW);
  }

  @Test
  void nodesAreAskedForByBootstrappersAndByThemselves() {
    assertThat(ApprovalPlanner.plan(nodeClient().build(), true))
        .isEqualTo(
            new ApprovalPlan.AskFor(
                "nodeclient",
                "Auto approving kubelet client certificate after SubjectAccessReview.",
                new ApprovalPlan.LeaveAlone()));
    assertThat(
            ApprovalPlanner.plan(
                nodeClient().editSpec().withUsername("system:node:n").endSpec().build(), true))
        .isInstanceOfSatisfying(
            ApprovalPlan.AskFor.class,
            ask -> assertThat(ask.subresource()).isEqualTo("selfnodeclient"));
  }

  @Test
  void whatIsNoNodeOrIsDecidedIsLeftAlone() {
    assertThat(
            ApprovalPlanner.plan(
                asking(
                        "kube-apiserver-client-kubelet",
                        NODE_USAGES,
                        "system:node:n",
                        "system:masters",
                        Set.of())
                    .build(),
                true))
        .isInstanceOf(ApprovalPlan.LeaveAlone.class);
    assertThat(ApprovalPlanner.plan(with(nodeClient(), "Denied", NOW), true))
        .isInstanceOf(ApprovalPlan.LeaveAlone.class);
    assertThat(
            ApprovalPlanner.plan(
                nodeClient().editSpec().withRequest("AAAA").endSpec().build(), true))
        .isInstanceOf(ApprovalPlan.LeaveAlone.class);
  }

  private static CertificateSigningRequestBuilder nodeServing(String user, String... names) {
    return asking(
            "kubelet-serving",
            List.of("digital signature", "server auth"),
            "system:node:n",
            "system:nodes",
            Set.of(names))
        .editSpec()
        .withUsername(user)
        .withGroups("system:nodes", "system:authenticated")
        .endSpec();
  }

  @Test
  void servingCertificatesAreForTheNodeThatAsksAlone() {
    CertificateSigningRequest own = nodeServing("system:node:n", "n").build();
    assertThat(ApprovalPlanner.plan(own, true))
        .isInstanceOfSatisfying(
            ApprovalPlan.CompareWithNode.class, plan -> assertThat(plan.node()).isEqualTo("n"));
    assertThat(ApprovalPlanner.plan(own, false)).isInstanceOf(ApprovalPlan.LeaveAlone.class);
    for (CertificateSigningRequest foreign :
        List.of(
            nodeServing("system:node:other", "n").build(),
            nodeServing("somebody", "n").build(),
            nodeServing("system:node:n").build(),
            nodeServing("system:node:n", "n").editSpec().withGroups("x").endSpec().build(),
            nodeServing("system:node:n", "n").editSpec().withUsages("any").endSpec().build())) {
      assertThat(ApprovalPlanner.plan(foreign, true)).isInstanceOf(ApprovalPlan.LeaveAlone.class);
    }
  }

  @Test
  void servingCertificatesAreForAddressesOfTheNode() {
    Node node =
        new NodeBuilder()
            .withNewStatus()
            .addNewAddress("192.0.2.1", "InternalIP")
            .addNewAddress("n", "Hostname")
            .endStatus()
            .build();
    assertThat(ServingNames.firstForeign(names(Set.of("n"), Set.of("192.0.2.1")), node)).isEmpty();
    assertThat(ServingNames.firstForeign(names(Set.of("n", "bank"), Set.of()), node))
        .contains("bank");
    assertThat(ServingNames.firstForeign(names(Set.of(), Set.of("192.0.2.9")), node))
        .contains("192.0.2.9");
    assertThat(ServingNames.firstForeign(names(Set.of("192.0.2.1"), Set.of()), node)).isPresent();
    assertThat(ServingNames.firstForeign(names(Set.of("n"), Set.of()), null)).isPresent();
  }

  private static CertificateRequest names(Set<String> dnsNames, Set<String> addresses) {
    return CertificateRequest.ofPem(
        CertificateRequest.make(
            KEYS, "system:node:n", List.of("system:nodes"), dnsNames, addresses));
  }

  @Test
  void approvedRequestsAreSignedForAsLongAsTheyAsk() {
    SigningPlan.Sign year = (SigningPlan.Sign) plan(nodeClient());
    assertThat(year.validity()).isEqualTo(YEAR);
    assertThat(year.start()).isEqualTo(NOW.minusSeconds(300));
    SigningPlan.Sign hour =
        (SigningPlan.Sign) plan(nodeClient().editSpec().withExpirationSeconds(3600).endSpec());
    assertThat(hour.start().plus(hour.validity())).isEqualTo(NOW.plusSeconds(3600));
    assertThat(SigningPlanner.plan(nodeClient().build(), YEAR, NOW))
        .isInstanceOf(SigningPlan.LeaveAlone.class);
    assertThat(SigningPlanner.plan(with(nodeClient(), "Failed", NOW), YEAR, NOW))
        .isInstanceOf(SigningPlan.LeaveAlone.class);
  }

  @Test
  void eachSignerHasItsRules() {
    assertThat(
            plan(
                asking(
                    "kube-apiserver-client",
                    List.of("client auth", "server auth"),
                    "jane",
                    "dev",
                    Set.of())))
        .isEqualTo(new SigningPlan.Fail("invalid usage for client certificate: server auth"));
    assertThat(
            plan(
                asking(
                    "kube-apiserver-client",
                    List.of("digital signature"),
                    "jane",
                    "dev",
                    Set.of())))
        .isEqualTo(
            new SigningPlan.Fail("missing required usage for client certificate: client auth"));
    assertThat(
            plan(
                asking(
                    "kubelet-serving", NODE_USAGES, "system:node:n", "system:nodes", Set.of("n"))))
        .isEqualTo(
            new SigningPlan.Fail(
                "usages did not match [digital signature key encipherment server auth]"));
    assertThat(
            plan(
                asking(
                    "kubelet-serving",
                    List.of("digital signature", "server auth"),
                    "system:node:n",
                    "system:nodes",
                    Set.of())))
        .isEqualTo(new SigningPlan.Fail("DNS or IP subjectAltName is required"));
    assertThat(
            plan(
                asking(
                    "kube-apiserver-client-kubelet",
                    NODE_USAGES,
                    "system:node:n",
                    "system:nodes",
                    Set.of("n"))))
        .isEqualTo(new SigningPlan.Fail("DNS subjectAltNames are not allowed"));
  }

  @Test
  void aSignedCertificateSaysWhatWasAskedFor() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.create("ca", Duration.ofDays(3650), NOW, KeyAlgorithm.EC_P256);
    SigningPlan.Sign plan =
        (SigningPlan.Sign)
            plan(
                asking(
                    "kubelet-serving",
                    List.of("digital signature", "server auth"),
                    "system:node:n",
                    "system:nodes",
                    Set.of("n.example")));
    X509Certificate signed =
        Pem.certificate(
            Pem.encode(
                authority.sign(
                    plan.request(),
                    RequestedUsages.of(plan.usages()),
                    plan.start(),
                    plan.validity())));
    signed.verify(authority.certificate().getPublicKey());
    assertThat(Subjects.commonName(signed)).isEqualTo("system:node:n");
    assertThat(Subjects.organizations(signed)).containsExactly("system:nodes");
    assertThat(signed.getPublicKey()).isEqualTo(KEYS.getPublic());
    assertThat(signed.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(signed.getKeyUsage()[0]).isTrue();
    assertThat(signed.getKeyUsage()[2]).isFalse();
    assertThat(signed.getBasicConstraints()).isEqualTo(-1);
    assertThat(signed.getSubjectAlternativeNames().toString()).contains("n.example");
  }

  @Test
  void requestsGoWhenTheirTimeIsOver() {
    Instant hourAgo = NOW.minus(Duration.ofMinutes(61));
    assertThat(CleanupPlanner.isDue(nodeClient().build(), NOW.plus(Duration.ofHours(23))))
        .isFalse();
    assertThat(CleanupPlanner.isDue(nodeClient().build(), NOW.plus(Duration.ofHours(25)))).isTrue();
    assertThat(CleanupPlanner.isDue(with(nodeClient(), "Denied", hourAgo), NOW)).isTrue();
    assertThat(CleanupPlanner.isDue(with(nodeClient(), "Failed", hourAgo), NOW)).isTrue();
    assertThat(CleanupPlanner.isDue(with(nodeClient(), "Approved", hourAgo), NOW)).isFalse();
    CertificateSigningRequestBuilder issued =
        nodeClient().editOrNewStatus().withCertificate("AAAA").endStatus();
    assertThat(CleanupPlanner.isDue(with(issued, "Approved", hourAgo), NOW)).isTrue();
  }
}
