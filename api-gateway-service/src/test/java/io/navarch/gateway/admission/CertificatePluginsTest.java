package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.KeyAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificatePluginsTest {
  private final AdmissionScenario admission =
      AdmissionScenario.of(new CertificateSubjectRestrictionPlugin());

  private String asking(String signer, String group) {
    String pem =
        CertificateRequest.make(
            KeyAlgorithm.EC_P256.generate(), "jane", List.of(group), Set.of(), Set.of());
    String request = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    return admission.refusal(
        () ->
            admission.creating(
                "certificates.k8s.io",
                "certificatesigningrequests",
                "{'metadata':{'name':'c'},'spec':{'signerName':'"
                    + signer
                    + "','request':'"
                    + request
                    + "'}}"));
  }

  @Test
  void nobodyBecomesAMasterByRequest() {
    assertThat(asking("kubernetes.io/kube-apiserver-client", "system:masters"))
        .isEqualTo(
            "403 certificatesigningrequests.certificates.k8s.io \"c\" is forbidden: use of"
                + " kubernetes.io/kube-apiserver-client signer with system:masters group is not"
                + " allowed");
    assertThat(asking("kubernetes.io/kube-apiserver-client", "developers")).isEmpty();
    assertThat(asking("example.com/other", "system:masters")).isEmpty();
  }
}
