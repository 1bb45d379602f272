package io.navarch.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.model.pki.CertificateAuthority;
import io.navarch.model.pki.CertificateRequest;
import io.navarch.model.pki.KeyAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** CertificateSigningRequests as the conformance test of the certificates API drives them. */
class CertificateRequestsTest {
  private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Answer create(String signer, String spec) {
    String request =
        CertificateRequest.make(
            KeyAlgorithm.EC_P256.generate(),
            "e2e.example.com",
            List.of(),
            Set.of("e2e.example.com"),
            Set.of());
    return gateway.post(
        REQUESTS,
        """
        {"kind":"CertificateSigningRequest","apiVersion":"certificates.k8s.io/v1",
         "metadata":{"generateName":"e2e-csr-"},
         "spec":{"request":"%s","signerName":"%s","expirationSeconds":3600,
           "usages":["digital signature","key encipherment","server auth"]%s}}
        """
            .formatted(base64(request), signer, spec));
  }

  private static Answer patch(String path, String json) {
    return gateway.patch(path, "merge-patch+json", json);
  }

  @Test
  void allOperationsOfTheApi() {
    String signer = "example.com/operations";
    create(signer, "");
    create(signer, "");
    Answer created = create(signer, "");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("spec", "username")).isEqualTo("kubernetes-admin");
    assertThat(created.at("spec", "expirationSeconds")).isEqualTo(3600L);
    String one = REQUESTS + "/" + created.body().name();
    assertThat(
            (List<Object>)
                gateway.get(REQUESTS + "?fieldSelector=spec.signerName%3D" + signer).at("items"))
        .hasSize(3);

    Answer patched = patch(one, "{\"metadata\":{\"annotations\":{\"patched\":\"true\"}}}");
    assertThat(patched.at("metadata", "annotations", "patched")).isEqualTo("true");
    Answer updated = gateway.put(one, patched.text().replace("\"patched\"", "\"updated\""));
    assertThat(updated.at("metadata", "annotations", "updated")).isEqualTo("true");

    assertThat(gateway.get(one + "/approval").body().uid()).isEqualTo(created.body().uid());
    Answer approval =
        patch(
            one + "/approval",
            "{\"metadata\":{\"annotations\":{\"patchedapproval\":\"true\"}},\"status\":{\"conditions\":[{\"type\":\"ApprovalPatch\",\"status\":\"True\",\"reason\":\"e2e\"}]}}");
    assertThat(approval.at("metadata", "annotations", "patchedapproval")).isEqualTo("true");
    assertThat((List<Object>) approval.at("status", "conditions")).hasSize(1);
    Answer approved =
        gateway.put(
            one + "/approval",
            approval
                .text()
                .replace(
                    "\"conditions\":[",
                    "\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\",\"reason\":\"E2E\",\"message\":\"m\"},"));
    assertThat(approved.status()).as(approved.text()).isEqualTo(200);
    assertThat((List<Object>) approved.at("status", "conditions")).hasSize(2);

    assertThat(gateway.get(one + "/status").body().uid()).isEqualTo(created.body().uid());
    String certificate =
        base64(
            CertificateAuthority.create(
                    "e2e.example.com", Duration.ofDays(1), Instant.now(), KeyAlgorithm.EC_P256)
                .self()
                .certificatePem());
    Answer status =
        patch(
            one + "/status",
            "{\"metadata\":{\"annotations\":{\"patchedstatus\":\"true\"}},\"status\":{\"certificate\":\""
                + certificate
                + "\"}}");
    assertThat(status.status()).as(status.text()).isEqualTo(200);
    assertThat(status.at("status", "certificate")).isEqualTo(certificate);
    assertThat(status.at("metadata", "annotations", "patchedstatus")).isEqualTo("true");
    Answer more =
        gateway.put(
            one + "/status",
            status
                .text()
                .replace(
                    "\"conditions\":[",
                    "\"conditions\":[{\"type\":\"StatusUpdate\",\"status\":\"True\",\"reason\":\"E2E\",\"message\":\"m\"},"));
    assertThat((List<Object>) more.at("status", "conditions")).hasSize(3);

    assertThat(gateway.delete(one).status()).isEqualTo(200);
    assertThat(gateway.get(one).status()).isEqualTo(404);
    assertThat(gateway.delete(REQUESTS + "?fieldSelector=spec.signerName%3D" + signer).status())
        .isEqualTo(200);
    assertThat(
            (List<Object>)
                gateway.get(REQUESTS + "?fieldSelector=spec.signerName%3D" + signer).at("items"))
        .isEmpty();
  }

  @Test
  void nobodyAsksInAnothersName() {
    Answer created =
        create("example.com/names", ",\"username\":\"root\",\"groups\":[\"system:masters\"]");
    assertThat(created.at("spec", "username")).isEqualTo("kubernetes-admin");
    assertThat(created.at("spec", "groups").toString()).contains("system:authenticated");
  }
}
