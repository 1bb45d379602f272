package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import io.navarch.gateway.HttpsStub;
import io.navarch.gateway.HttpsStub.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that a file sets up, through the real port. */
class AdmissionConfigurationTest {
  @TempDir private static Path folder;
  private static HttpsStub images;
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() throws Exception {
    images = new HttpsStub(folder);
    images.on(
        "/images",
        call -> {
          if (call.body().contains("unreachable")) {
            return new Reply(404, "");
          }
          boolean allowed = !call.body().contains("forbidden");
          return new Reply(
              200, "{\"status\":{\"allowed\":" + allowed + ",\"reason\":\"not on the list\"}}");
        });
    Path kubeconfig = images.kubeconfig("/images");
    Path file = folder.resolve("admission.yaml");
    Files.writeString(
        file,
        """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
        - name: ImagePolicyWebhook
          configuration:
            imagePolicy:
              kubeConfigFile: %s
              retryBackoff: 1
        - name: EventRateLimit
          configuration:
            apiVersion: eventratelimit.admission.k8s.io/v1alpha1
            kind: Configuration
            limits:
            - {type: Namespace, qps: 1, burst: 1}
        - name: PodSecurity
          configuration:
            apiVersion: pod-security.admission.config.k8s.io/v1
            kind: PodSecurityConfiguration
            defaults: {enforce: baseline}
            exemptions: {namespaces: [kube-system]}
        """
            .formatted(kubeconfig));
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.admission.enable",
                "ImagePolicyWebhook,EventRateLimit,PodNodeSelector,PodTolerationRestriction,NamespaceExists",
                "navarch.gateway.admission.disable",
                "ServiceAccount,NamespaceLifecycle",
                "navarch.gateway.admission.config",
                file.toString()));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    images.close();
  }

  private static Answer pod(String name, String image, String more) {
    return gateway.post(
        "/api/v1/namespaces/default/pods",
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"%s"},
         "spec":{%s"containers":[{"name":"c","image":"%s"}]}}
        """
            .formatted(name, more, image));
  }

  @Test
  void imagesAreAskedAbout() {
    assertThat(pod("good", "fine", "").status()).isEqualTo(201);
    assertThat(images.calls.getLast().body())
        .contains("\"kind\":\"ImageReview\"", "\"image\":\"fine\"", "\"namespace\":\"default\"");
    Answer refused = pod("bad", "forbidden", "");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("message").toString())
        .contains("image policy webhook backend denied one or more images: not on the list");
    assertThat(pod("unknown", "unreachable", "").status()).isEqualTo(403);
  }

  @Test
  void podSecurityTakesItsDefaultsFromTheFile() {
    Answer refused = pod("host", "fine", "\"hostNetwork\":true,");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("message").toString())
        .contains("violates PodSecurity \"baseline:latest\"");
  }

  @Test
  void eventsAreLimited() {
    String event =
        "{\"kind\":\"Event\",\"apiVersion\":\"v1\",\"metadata\":{\"generateName\":\"e\"},"
            + "\"involvedObject\":{\"namespace\":\"default\"},\"reason\":\"r\",\"message\":\"m\"}";
    String path = "/api/v1/namespaces/default/events";
    assertThat(gateway.post(path, event).status()).isEqualTo(201);
    Answer refused = gateway.post(path, event);
    while (refused.status() == 201) {
      refused = gateway.post(path, event);
    }
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.at("reason")).isEqualTo("TooManyRequests");
    assertThat(refused.at("message").toString())
        .isEqualTo("Too many requests: limit reached on type Namespace for key default");
  }

  @Test
  void namespacesMustExist() {
    Answer refused =
        gateway.post(
            "/api/v1/namespaces/nowhere/configmaps",
            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"c\"}}");
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.at("message")).isEqualTo("namespaces \"nowhere\" not found");
  }
}
