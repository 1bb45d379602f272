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
        - name: ResourceQuota
          configuration:
            apiVersion: apiserver.config.k8s.io/v1
            kind: ResourceQuotaConfiguration
            limitedResources:
            - resource: persistentvolumeclaims
              matchContains: [.storageclass.storage.k8s.io/requests.storage]
            - resource: pods
              matchScopes:
              - {scopeName: PriorityClass, operator: In, values: [cluster-services]}
              - {scopeName: CrossNamespacePodAffinity, operator: Exists}
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

  private static Answer claim(String namespace, String storageClass) {
    return gateway.post(
        "/api/v1/namespaces/" + namespace + "/persistentvolumeclaims",
        """
        {"metadata":{"generateName":"c"},"spec":{"storageClassName":"%s",
         "accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}"""
            .formatted(storageClass));
  }

  /** A quota whose controller has counted, which here the test does. */
  private static void quota(String namespace, String spec, String hard) {
    String path = "/api/v1/namespaces/" + namespace + "/resourcequotas";
    assertThat(
            gateway
                .post(path, "{\"metadata\":{\"name\":\"q\"},\"spec\":{%s}}".formatted(spec))
                .status())
        .isEqualTo(201);
    String used = hard.replaceAll("\"\\d+(Gi)?\"", "\"0\"");
    Answer counted =
        gateway.patch(
            path + "/q/status",
            "merge-patch+json",
            "{\"status\":{\"hard\":%s,\"used\":%s}}".formatted(hard, used));
    assertThat(counted.status()).as(counted.text()).isEqualTo(200);
  }

  private static void namespace(String name) {
    assertThat(
            gateway
                .post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}")
                .status())
        .isEqualTo(201);
  }

  @Test
  void someAmountsNeedAQuota() {
    namespace("storage");
    Answer refused = claim("storage", "gold");
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.at("message").toString())
        .endsWith(
            "insufficient quota to consume: gold.storageclass.storage.k8s.io/requests.storage");
    String hard = "{\"gold.storageclass.storage.k8s.io/requests.storage\":\"2Gi\"}";
    quota("storage", "\"hard\":" + hard, hard);
    assertThat(claim("storage", "gold").status()).isEqualTo(201);
    assertThat(claim("storage", "silver").status()).isEqualTo(403);
    assertThat(claim("storage", "gold").status()).isEqualTo(201);
    assertThat(claim("storage", "gold").at("message").toString()).contains("exceeded quota: q");
  }

  private static Answer podIn(String namespace, String more) {
    return gateway.post(
        "/api/v1/namespaces/" + namespace + "/pods",
        """
        {"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"p"},
         "spec":{%s"containers":[{"name":"c","image":"fine"}]}}"""
            .formatted(more));
  }

  @Test
  void someScopesNeedAQuota() {
    namespace("affine");
    String across =
        """
        "affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
          {"labelSelector":{},"namespaces":["other"],"topologyKey":"kubernetes.io/hostname"}]}},""";
    assertThat(podIn("affine", "").status()).isEqualTo(201);
    Answer refused = podIn("affine", across);
    assertThat(refused.status()).as(refused.text()).isEqualTo(403);
    assertThat(refused.at("message").toString())
        .endsWith(
            "insufficient quota to match these scopes: [{CrossNamespacePodAffinity Exists []}]");
    quota(
        "affine",
        "\"hard\":{\"pods\":\"1\"},\"scopes\":[\"CrossNamespacePodAffinity\"]",
        "{\"pods\":\"1\"}");
    assertThat(podIn("affine", across).status()).isEqualTo(201);
    assertThat(podIn("affine", across).at("message").toString()).contains("exceeded quota: q");
    assertThat(podIn("affine", "").status()).as("others are not counted").isEqualTo(201);
    assertThat(
            gateway
                .post(
                    "/apis/scheduling.k8s.io/v1/priorityclasses",
                    "{\"metadata\":{\"name\":\"cluster-services\"},\"value\":5}")
                .status())
        .isEqualTo(201);
    assertThat(
            podIn("affine", "\"priorityClassName\":\"cluster-services\",").at("message").toString())
        .endsWith("these scopes: [{PriorityClass In [cluster-services]}]");
  }
}
