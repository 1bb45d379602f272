package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is of limited supply, given out by two gateways over one store at the same time. */
class TwoGatewaysTest {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final int NUMBER = 40;
  private static GatewayFixture first;
  private static GatewayFixture second;

  @BeforeAll
  static void start() {
    first = GatewayFixture.start();
    second = GatewayFixture.beside(first);
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
  }

  /** Half of the requests go to each gateway, all at once. */
  private static List<GatewayFixture.Answer> both(int number, Request request) throws Exception {
    List<Callable<GatewayFixture.Answer>> calls = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int each = i;
      calls.add(() -> request.send(each % 2 == 0 ? first : second, each));
    }
    List<GatewayFixture.Answer> answers = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<GatewayFixture.Answer> answer : clients.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  private interface Request {
    GatewayFixture.Answer send(GatewayFixture gateway, int number);
  }

  private static Object nodePort(ApiObject service) {
    List<Object> ports = ApiObject.listAt(ApiObject.mapAt(service.root(), "spec"), "ports");
    return ((Map<?, ?>) ports.getFirst()).get("nodePort");
  }

  private static long addresses() {
    return ApiObject.listAt(
            first.get("/apis/networking.k8s.io/v1/ipaddresses").body().root(), "items")
        .size();
  }

  @Test
  void noAddressAndNoPortIsGivenTwice() throws Exception {
    long before = addresses();
    Set<Object> ips = new HashSet<>();
    Set<Object> ports = new HashSet<>();
    for (GatewayFixture.Answer answer :
        both(
            NUMBER,
            (gateway, i) ->
                gateway.post(
                    SERVICES,
                    "{\"metadata\":{\"name\":\"s"
                        + i
                        + "\"},\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}}"))) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      ips.add(answer.at("spec", "clusterIP"));
      ports.add(nodePort(answer.body()));
    }
    assertThat(ips).hasSize(NUMBER);
    assertThat(ports).hasSize(NUMBER);
    assertThat(addresses()).isEqualTo(before + NUMBER);
    both(NUMBER, (gateway, i) -> gateway.delete(SERVICES + "/s" + i));
    assertThat(addresses()).isEqualTo(before);
  }

  @Test
  void onlyOneGetsTheAddressThatAllAskFor() throws Exception {
    List<Integer> statuses =
        both(
                10,
                (gateway, i) ->
                    gateway.post(
                        SERVICES,
                        "{\"metadata\":{\"name\":\"same"
                            + i
                            + "\"},\"spec\":{\"clusterIP\":\"10.96.0.77\",\"ports\":[{\"port\":80}]}}"))
            .stream()
            .map(GatewayFixture.Answer::status)
            .toList();
    assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 422);
  }

  /** Who goes from one gateway to the other finds there what the first has just stored. */
  @Test
  void whatOneMadeTheOtherKnows() {
    for (int i = 0; i < 10; i++) {
      String path = "/api/v1/namespaces/walk-" + i;
      made(
          first.post(
              "/api/v1/namespaces",
              """
              {"metadata":{"name":"walk-%d","labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}"""
                  .formatted(i)));
      made(second.post(path + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}"));
      String pod =
          "{\"metadata\":{\"name\":\"p\"},\"spec\":{%s\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
      assertThat(first.post(path + "/pods", pod.formatted("\"hostPID\":true,")).status())
          .isEqualTo(403);
      made(first.post(path + "/pods", pod.formatted("")));
      Object token =
          made(second.post(
                  path + "/serviceaccounts/default/token",
                  """
                      {"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"}}}"""))
              .at("status", "token");
      assertThat(
              GatewayFixture.send(
                      first.strangersClient(),
                      first
                          .builder(path + "/pods")
                          .header("Authorization", "Bearer " + token)
                          .build())
                  .status())
          .as("known, with no rights")
          .isEqualTo(403);
    }
  }

  private static GatewayFixture.Answer made(GatewayFixture.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  @Test
  void aDryRunLeavesNothing() {
    long before = addresses();
    GatewayFixture.Answer answer =
        first.post(
            SERVICES + "?dryRun=All",
            "{\"metadata\":{\"name\":\"dry\"},\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"port\":80}]}}");
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.at("spec", "clusterIP").toString()).startsWith("10.96.");
    assertThat(addresses()).isEqualTo(before);
  }

  @Test
  void quotasHoldAcrossGateways() throws Exception {
    String namespace = "/api/v1/namespaces/shared";
    first.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"shared\"}}");
    first.post(
        namespace + "/resourcequotas",
        "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"hard\":{\"secrets\":\"5\"}}}");
    GatewayFixture.Answer enforced =
        first.patch(
            namespace + "/resourcequotas/q/status",
            "merge-patch+json",
            "{\"status\":{\"hard\":{\"secrets\":\"5\"},\"used\":{\"secrets\":\"0\"}}}");
    String version = enforced.body().resourceVersion();
    second.get(namespace + "/resourcequotas?resourceVersion=" + version);
    List<Integer> statuses =
        both(
                30,
                (gateway, i) ->
                    gateway.post(
                        namespace + "/secrets", "{\"metadata\":{\"name\":\"x" + i + "\"}}"))
            .stream()
            .map(GatewayFixture.Answer::status)
            .toList();
    assertThat(statuses.stream().filter(s -> s == 201)).hasSize(5);
    assertThat(second.get(namespace + "/resourcequotas/q").at("status", "used", "secrets"))
        .isEqualTo("5");
  }

  /**
   * Three quotas that overlap, of which one counts some pods only, and writes of which most fail in
   * some way: what is charged is what was stored, and nowhere more than is allowed.
   */
  @Test
  void whatFailsIsChargedByNoneOfSeveralQuotas() throws Exception {
    String namespace = "/api/v1/namespaces/several";
    made(first.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"several\"}}"));
    made(first.post(namespace + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}"));
    quota(namespace, "all", "\"pods\":\"20\"", "");
    quota(namespace, "cpu", "\"requests.cpu\":\"9\"", ",\"scopes\":[\"NotBestEffort\"]");
    quota(namespace, "best", "\"pods\":\"3\"", ",\"scopes\":[\"BestEffort\"]");
    List<Integer> statuses =
        both(
                60,
                (gateway, i) ->
                    gateway.post(
                        namespace + "/pods" + (i % 10 == 9 ? "?dryRun=All" : ""), quotaPod(i)))
            .stream()
            .map(GatewayFixture.Answer::status)
            .toList();
    assertThat(statuses).isSubsetOf(201, 403, 409, 422);
    List<Object> pods = ApiObject.listAt(first.get(namespace + "/pods").body().root(), "items");
    long best = pods.stream().filter(p -> !String.valueOf(p).contains("cpu=")).count();
    // Who loses too often to others is refused (409); that some of one sort won is not promised.
    assertThat(pods).isNotEmpty();
    assertThat(best).isLessThanOrEqualTo(3);
    assertThat(pods.size() - best).isLessThanOrEqualTo(9);
    assertThat(used(namespace, "all", "pods")).isEqualTo(String.valueOf(pods.size()));
    assertThat(used(namespace, "cpu", "requests.cpu"))
        .isEqualTo(String.valueOf(pods.size() - best));
    assertThat(used(namespace, "best", "pods")).isEqualTo(String.valueOf(best));
  }

  /**
   * Pods that grow and services that change their type, with some that go meanwhile: nowhere more
   * than is allowed, and what was refused is charged by nobody. What goes is counted out by the
   * quota's controller alone, so the charges are those of what was there.
   */
  @Test
  void whatGrowsIsHeldToTheQuotaToo() throws Exception {
    String namespace = "/api/v1/namespaces/growing";
    made(first.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"growing\"}}"));
    made(first.post(namespace + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}"));
    quota(namespace, "cpu", "\"requests.cpu\":\"10\"", "");
    quota(namespace, "ports", "\"services.nodeports\":\"4\"", "");
    quota(namespace, "balancers", "\"services.loadbalancers\":\"2\"", "");
    for (int i = 0; i < 6; i++) {
      made(first.post(namespace + "/pods", growing("g" + i, 1)));
      made(
          second.post(
              namespace + "/services",
              "{\"metadata\":{\"name\":\"t%d\"},\"spec\":{\"ports\":[{\"port\":80}]}}"
                  .formatted(i)));
    }
    List<GatewayFixture.Answer> answers =
        both(
            60,
            (gateway, i) ->
                switch (i % 5) {
                  case 0, 1, 2 ->
                      gateway.patch(
                          namespace + "/pods/g" + i % 6 + "/resize",
                          "strategic-merge-patch+json",
                          growing("g" + i % 6, 2 + i % 3));
                  case 3 ->
                      gateway.patch(
                          namespace + "/services/t" + i % 6,
                          "merge-patch+json",
                          i % 2 == 0
                              ? "{\"spec\":{\"type\":\"NodePort\"}}"
                              : "{\"spec\":{\"type\":\"LoadBalancer\"}}");
                  default -> gateway.delete(namespace + "/pods/none-" + i);
                });
    assertThat(answers.stream().map(GatewayFixture.Answer::status))
        .isSubsetOf(200, 403, 404, 409)
        .contains(200, 403);
    List<Object> services =
        ApiObject.listAt(first.get(namespace + "/services").body().root(), "items");
    long ports = services.stream().filter(s -> String.valueOf(s).contains("nodePort=")).count();
    long balancers =
        services.stream().filter(s -> String.valueOf(s).contains("type=LoadBalancer")).count();
    assertThat(ports).isBetween(1L, 4L);
    assertThat(balancers).isBetween(0L, 2L);
    assertThat(number(used(namespace, "ports", "services.nodeports"))).isBetween(ports, 4L);
    assertThat(number(used(namespace, "balancers", "services.loadbalancers")))
        .isBetween(balancers, 2L);
    long cpus =
        ApiObject.listAt(first.get(namespace + "/pods").body().root(), "items").stream()
            .mapToLong(TwoGatewaysTest::cpus)
            .sum();
    assertThat(cpus).isBetween(7L, 10L);
    assertThat(number(used(namespace, "cpu", "requests.cpu"))).isBetween(cpus, 10L);
    for (int i = 0; i < 6; i++) {
      assertThat(
              (i % 2 == 0 ? first : second)
                  .delete(namespace + "/pods/g" + i + "?gracePeriodSeconds=0")
                  .status())
          .isEqualTo(200);
    }
    assertThat(number(used(namespace, "cpu", "requests.cpu"))).isBetween(cpus, 10L);
    assertThat(second.post(namespace + "/pods", growing("late", 11)).status()).isEqualTo(403);
  }

  private static String growing(String name, int cpus) {
    return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"resources\":{\"requests\":{\"cpu\":\"%d\"}}}]}}"
        .formatted(name, cpus);
  }

  private static long cpus(Object pod) {
    Matcher cpu = Pattern.compile("requests=\\{cpu=(\\d+)\\}").matcher(String.valueOf(pod));
    return cpu.find() ? Long.parseLong(cpu.group(1)) : 0;
  }

  private static long number(Object amount) {
    return Long.parseLong(String.valueOf(amount));
  }

  /** Some without requests, some with a CPU; of each some whose name is taken, some invalid. */
  private static String quotaPod(int i) {
    String name = i % 4 == 3 ? "taken" : "p" + i;
    String image = i % 7 == 6 ? "" : "\"image\":\"i\",";
    String cpu = i % 2 == 0 ? "{\"requests\":{\"cpu\":\"1\"}}" : "{}";
    return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",%s\"resources\":%s}]}}"
        .formatted(name, image, cpu);
  }

  private static void quota(String namespace, String name, String hard, String scopes) {
    String path = namespace + "/resourcequotas";
    made(
        first.post(
            path,
            "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"hard\":{%s}%s}}"
                .formatted(name, hard, scopes)));
    String version =
        first
            .patch(
                path + "/" + name + "/status",
                "merge-patch+json",
                "{\"status\":{\"hard\":{%s},\"used\":{%s}}}"
                    .formatted(hard, hard.replaceAll(":\"\\d+\"", ":\"0\"")))
            .body()
            .resourceVersion();
    second.get(path + "?resourceVersion=" + version);
  }

  private static Object used(String namespace, String quota, String resource) {
    return second.get(namespace + "/resourcequotas/" + quota).at("status", "used", resource);
  }
}
