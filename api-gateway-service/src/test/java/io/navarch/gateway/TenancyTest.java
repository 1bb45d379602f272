package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What keeps the tenants of a cluster within bounds, over HTTPS. */
class TenancyTest {
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private static void namespace(String name, String labels) {
    assertThat(
            gateway
                .post(
                    "/api/v1/namespaces",
                    json("{'metadata':{'name':'" + name + "','labels':{" + labels + "}}}"))
                .status())
        .isEqualTo(201);
    assertThat(
            gateway
                .post(
                    "/api/v1/namespaces/" + name + "/serviceaccounts",
                    json("{'metadata':{'name':'default'}}"))
                .status())
        .isEqualTo(201);
  }

  private static GatewayFixture.Answer create(String namespace, String plural, String object) {
    return gateway.post("/api/v1/namespaces/" + namespace + "/" + plural, json(object));
  }

  private static String pod(String name, String rest) {
    return "{'metadata':{'name':'"
        + name
        + "'},'spec':{'containers':[{'name':'c','image':'i'}]"
        + rest
        + "}}";
  }

  /** A quota whose controller has counted. */
  private static void quota(String namespace, String hard, String used) {
    assertThat(
            create(
                    namespace,
                    "resourcequotas",
                    "{'metadata':{'name':'q'},'spec':{'hard':{" + hard + "}}}")
                .status())
        .isEqualTo(201);
    assertThat(
            gateway
                .patch(
                    "/api/v1/namespaces/" + namespace + "/resourcequotas/q/status",
                    "merge-patch+json",
                    json("{'status':{'hard':{" + hard + "},'used':{" + used + "}}}"))
                .status())
        .isEqualTo(200);
  }

  private static Object used(String namespace, String resource) {
    return gateway
        .get("/api/v1/namespaces/" + namespace + "/resourcequotas/q")
        .at("status", "used", resource);
  }

  @Test
  void parallelWritesNeverExceedAQuota() throws Exception {
    namespace("crowd", "");
    quota("crowd", "'count/configmaps':'7'", "'count/configmaps':'0'");
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> creates =
          java.util.stream.IntStream.range(0, 40)
              .mapToObj(
                  i ->
                      (Callable<Integer>)
                          () ->
                              create("crowd", "configmaps", "{'metadata':{'name':'c" + i + "'}}")
                                  .status())
              .toList();
      int created = 0;
      for (Future<Integer> answer : clients.invokeAll(creates)) {
        int status = answer.get();
        assertThat(status).isIn(201, 403);
        created += status == 201 ? 1 : 0;
      }
      assertThat(created).isEqualTo(7);
    }
    assertThat(used("crowd", "count/configmaps")).isEqualTo("7");
    assertThat(create("crowd", "configmaps", "{'metadata':{'name':'one-more'}}").at("message"))
        .isEqualTo(
            "configmaps \"one-more\" is forbidden: exceeded quota: q, requested:"
                + " count/configmaps=1, used: count/configmaps=7, limited: count/configmaps=7");
  }

  @Test
  void aWriteThatFailsIsNotCharged() {
    namespace("refund", "");
    quota("refund", "'count/secrets':'3'", "'count/secrets':'0'");
    assertThat(create("refund", "secrets", "{'metadata':{'name':'a'}}").status()).isEqualTo(201);
    assertThat(create("refund", "secrets", "{'metadata':{'name':'a'}}").status()).isEqualTo(409);
    assertThat(create("refund", "secrets?dryRun=All", "{'metadata':{'name':'b'}}").status())
        .isEqualTo(201);
    assertThat(used("refund", "count/secrets")).isEqualTo("1");
  }

  @Test
  void podsAreHeldToTheLevelOfTheirNamespace() {
    namespace("strict", "'pod-security.kubernetes.io/enforce':'restricted'");
    assertThat(create("strict", "pods", pod("p", ",'hostNetwork':true")).at("message").toString())
        .startsWith(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": host namespaces"
                + " (hostNetwork=true), allowPrivilegeEscalation != false (container \"c\" must set"
                + " securityContext.allowPrivilegeEscalation=false)");
    GatewayFixture.Answer deployed =
        gateway.post(
            "/apis/apps/v1/namespaces/strict/deployments",
            json(
                "{'metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':"
                    + "{'metadata':{'labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}"));
    assertThat(deployed.status()).isEqualTo(201);
    assertThat(deployed.raw().headers().allValues("Warning"))
        .singleElement()
        .asString()
        .contains("would violate PodSecurity \\\"restricted:latest\\\"");
  }

  @Test
  void containersGetTheDefaultsOfTheirNamespace() {
    namespace("ranged", "");
    assertThat(
            create(
                    "ranged",
                    "limitranges",
                    "{'metadata':{'name':'r'},'spec':{'limits':[{'type':'Container',"
                        + "'default':{'cpu':'200m'},'max':{'cpu':'300m'}}]}}")
                .status())
        .isEqualTo(201);
    GatewayFixture.Answer created = create("ranged", "pods", pod("p", ""));
    assertThat(created.text())
        .contains("\"limits\":{\"cpu\":\"200m\"}")
        .contains("\"requests\":{\"cpu\":\"200m\"}")
        .contains("LimitRanger plugin set: cpu request for container c; cpu limit for container c");
    assertThat(
            create(
                    "ranged",
                    "pods",
                    "{'metadata':{'name':'big'},'spec':{'containers':[{'name':'c','image':'i',"
                        + "'resources':{'limits':{'cpu':'1'}}}]}}")
                .at("message"))
        .isEqualTo(
            "pods \"big\" is forbidden: maximum cpu usage per Container is 300m, but limit is 1");
  }
}
