package io.navarch.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Priority and fairness through the real port. */
class FlowControlTest {
  private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1";
  private static final String LEVELS = GROUP + "/prioritylevelconfigurations";
  private static final String SCHEMAS = GROUP + "/flowschemas";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway =
        GatewayFixture.start(
            Map.of(
                "navarch.gateway.flow-control.seats",
                30,
                "navarch.gateway.flow-control.patience",
                "60s"));
    gateway.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        """
        {"metadata":{"name":"all-view"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
         "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"testers"}]}
        """);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static FlowControl control() {
    return gateway.context().getBean(FlowControlConfiguration.Parts.class).control();
  }

  private static HttpRequest slow() {
    return gateway
        .builder("/api/v1/namespaces/default/configmaps?resourceVersion=999999999")
        .build();
  }

  private static HttpRequest quick() {
    return gateway.builder("/api/v1/namespaces/default").build();
  }

  @Test
  void theDefaultObjectsAreThere() {
    Answer schemas = gateway.get(SCHEMAS);
    assertThat(schemas.text())
        .contains("catch-all", "exempt", "global-default", "kube-scheduler", "probes");
    Answer levels = gateway.get(LEVELS);
    assertThat(levels.text()).contains("node-high", "workload-low");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(gateway.get(SCHEMAS + "/global-default/status").text())
                    .contains("\"type\":\"Dangling\"", "\"status\":\"False\"", "\"Found\""));
  }

  @Test
  void answersNameSchemaAndLevelByUid() {
    Answer answer = GatewayFixture.send(gateway.clientOf("somebody", "testers"), quick());
    assertThat(answer.raw().headers().firstValue("X-Kubernetes-PF-FlowSchema-UID"))
        .contains(gateway.get(SCHEMAS + "/global-default").body().uid());
    assertThat(answer.raw().headers().firstValue("X-Kubernetes-PF-PriorityLevel-UID"))
        .contains(gateway.get(LEVELS + "/global-default").body().uid());
    Answer admin = gateway.send(quick());
    assertThat(admin.raw().headers().firstValue("X-Kubernetes-PF-PriorityLevel-UID"))
        .contains(gateway.get(LEVELS + "/exempt").body().uid());
  }

  @Test
  void aFloodOfOneUserIsQueuedWhileAnotherIsServed() {
    HttpClient flooder = gateway.clientOf("flooder", "testers");
    HttpClient quiet = gateway.clientOf("quiet", "testers");
    LevelState level = control().levels().get("global-default");
    List<CompletableFuture<HttpResponse<Void>>> flood = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      flood.add(flooder.sendAsync(slow(), HttpResponse.BodyHandlers.discarding()));
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> level.queues().waitingRequests() > 60);
    for (int i = 0; i < 3; i++) {
      assertThat(GatewayFixture.send(quiet, quick()).status()).isEqualTo(200);
      assertThat(level.queues().waitingRequests()).as("the flood still waits").isGreaterThan(10);
    }
    // Others' levels are not touched at all.
    assertThat(gateway.send(quick()).status()).isEqualTo(200);
    String metrics = gateway.get("/metrics").text();
    assertThat(metrics)
        .contains("apiserver_flowcontrol_current_inqueue_requests{")
        .contains("apiserver_flowcontrol_dispatched_requests_total{")
        .contains("apiserver_flowcontrol_nominal_limit_seats{")
        .contains("apiserver_flowcontrol_request_wait_duration_seconds_bucket{");
    flooder.shutdownNow();
  }

  @Test
  void aLevelThatRejectsAnswers429() {
    assertThat(
            gateway
                .post(
                    LEVELS,
                    """
                    {"metadata":{"name":"tiny"},"spec":{"type":"Limited","limited":{
                     "nominalConcurrencyShares":1,"borrowingLimitPercent":0,
                     "limitResponse":{"type":"Reject"}}}}
                    """)
                .status())
        .isEqualTo(201);
    assertThat(gateway.post(SCHEMAS, schema("tiny", "tiny", "tiny-user")).status()).isEqualTo(201);
    HttpClient tiny = gateway.clientOf("tiny-user", "testers");
    String uid = gateway.get(SCHEMAS + "/tiny").body().uid();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                GatewayFixture.send(tiny, quick())
                    .raw()
                    .headers()
                    .firstValue("X-Kubernetes-PF-FlowSchema-UID")
                    .equals(java.util.Optional.of(uid)));
    LevelState level = control().levels().get("tiny");
    var held = tiny.sendAsync(slow(), HttpResponse.BodyHandlers.discarding());
    await().atMost(Duration.ofSeconds(20)).until(() -> level.queues().executingRequests() == 1);
    Answer refused = GatewayFixture.send(tiny, quick());
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.text()).isEqualTo("Too many requests, please try again later.\n");
    assertThat(refused.raw().headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.raw().headers().firstValue("X-Kubernetes-PF-PriorityLevel-UID")).isPresent();
    assertThat(gateway.get("/metrics").text())
        .contains("apiserver_flowcontrol_rejected_requests_total{", "concurrency-limit");
    held.join();
    assertThat(GatewayFixture.send(tiny, quick()).status()).isEqualTo(200);
  }

  /**
   * What does not fit a flood's own queues is shed at once; another user of the level is served.
   */
  @Test
  void aFloodIsShedWhileAnotherIsServed() {
    int queueLength = 5;
    int handSize = 4;
    Answer made =
        gateway.post(
            LEVELS,
            """
            {"metadata":{"name":"shed"},"spec":{"type":"Limited","limited":{
             "nominalConcurrencyShares":20,"borrowingLimitPercent":0,
             "limitResponse":{"type":"Queue","queuing":{
               "queues":64,"handSize":%d,"queueLengthLimit":%d}}}}}"""
                .formatted(handSize, queueLength));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String byUser = "\"distinguisherMethod\":{\"type\":\"ByUser\"},\"matchingPrecedence\":50";
    String shed =
        schema("shed", "shed", "shed-flooder").replace("\"matchingPrecedence\":50", byUser);
    String also = "{\"kind\":\"User\",\"user\":{\"name\":\"shed-quiet\"}},";
    Answer schema = gateway.post(SCHEMAS, shed.replace("\"subjects\":[", "\"subjects\":[" + also));
    assertThat(schema.status()).as(schema.text()).isEqualTo(201);
    HttpClient quiet = gateway.clientOf("shed-quiet", "testers");
    String level = made.body().uid();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> levelOf(GatewayFixture.send(quiet, quick()).raw()).equals(level));

    FairQueues queues = control().levels().get("shed").queues();
    int crowd = 150;
    int seats = queues.limit();
    int most = seats + handSize * queueLength;
    HttpClient flooder = gateway.clientOf("shed-flooder", "testers");
    List<HttpResponse<Void>> shedAnswers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < crowd; i++) {
      CompletableFuture<?> unused =
          flooder
              .sendAsync(slow(), HttpResponse.BodyHandlers.discarding())
              .thenAccept(
                  answer -> {
                    if (answer.statusCode() == 429) {
                      shedAnswers.add(answer);
                    }
                  });
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> queues.waitingRequests() > 0);
    for (int i = 0; i < 5; i++) {
      assertThat(GatewayFixture.send(quiet, quick()).status()).isEqualTo(200);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> shedAnswers.size() >= crowd - 2 * most);
    assertThat(queues.executingRequests()).isLessThanOrEqualTo(seats);
    assertThat(queues.waitingRequests()).isLessThanOrEqualTo(handSize * queueLength);
    assertThat(shedAnswers)
        .allSatisfy(
            answer -> {
              assertThat(levelOf(answer)).isEqualTo(level);
              assertThat(answer.headers().firstValue("X-Kubernetes-PF-FlowSchema-UID"))
                  .contains(schema.body().uid());
              assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
            });
    assertThat(
            gateway.metric(
                "apiserver_flowcontrol_rejected_requests_total",
                "flow_schema=\"shed\"",
                "priority_level=\"shed\"",
                "reason=\"queue-full\""))
        .isGreaterThanOrEqualTo(shedAnswers.size());
    flooder.shutdownNow();
  }

  private static String levelOf(HttpResponse<?> answer) {
    return answer.headers().firstValue("X-Kubernetes-PF-PriorityLevel-UID").orElse("");
  }

  private static String schema(String name, String level, String user) {
    return """
    {"metadata":{"name":"%s"},"spec":{"matchingPrecedence":50,
     "priorityLevelConfiguration":{"name":"%s"},
     "rules":[{"subjects":[{"kind":"User","user":{"name":"%s"}}],
       "resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],
         "clusterScope":true,"namespaces":["*"]}]}]}}
    """
        .formatted(name, level, user);
  }

  @Test
  void aSchemaWithoutItsLevelDanglesAndIsPassedOver() {
    assertThat(gateway.post(SCHEMAS, schema("loose", "no-such-level", "loose-user")).status())
        .isEqualTo(201);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(gateway.get(SCHEMAS + "/loose").text())
                    .contains(
                        "\"status\":\"True\"",
                        "\"reason\":\"NotFound\"",
                        "no-such-level\\\" but there is no such object"));
    Answer answer = GatewayFixture.send(gateway.clientOf("loose-user", "testers"), quick());
    assertThat(answer.raw().headers().firstValue("X-Kubernetes-PF-FlowSchema-UID"))
        .contains(gateway.get(SCHEMAS + "/global-default").body().uid());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'Exempt'} | spec.type | FieldValueInvalid",
        "{'type':'Other'} | spec.type | FieldValueNotSupported",
        "{'type':'Limited'} | spec.limited | FieldValueRequired",
        "{'type':'Limited','exempt':{},'limited':{'limitResponse':{'type':'Reject'}}} | spec.exempt"
            + " | FieldValueForbidden",
        "{'type':'Limited','limited':{'limitResponse':{'type':'X'}}} |"
            + " spec.limited.limitResponse.type | FieldValueNotSupported",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Queue'}}} |"
            + " spec.limited.limitResponse.queuing | FieldValueRequired",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Reject','queuing':{}}}} |"
            + " spec.limited.limitResponse.queuing | FieldValueForbidden",
        "{'type':'Limited','limited':{'nominalConcurrencyShares':-1,'limitResponse':{'type':'Reject'}}}"
            + " | spec.limited.nominalConcurrencyShares | FieldValueInvalid",
        "{'type':'Limited','limited':{'lendablePercent':101,'limitResponse':{'type':'Reject'}}} |"
            + " spec.limited.lendablePercent | FieldValueInvalid",
        "{'type':'Limited','limited':{'borrowingLimitPercent':-1,'limitResponse':{'type':'Reject'}}}"
            + " | spec.limited.borrowingLimitPercent | FieldValueInvalid",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'handSize':65}}}}"
            + " | spec.limited.limitResponse.queuing.handSize | FieldValueInvalid",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queues':512,'handSize':8}}}}"
            + " | spec.limited.limitResponse.queuing.handSize | FieldValueInvalid",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queues':-1}}}} |"
            + " spec.limited.limitResponse.queuing.queues | FieldValueInvalid",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queueLengthLimit':-1}}}}"
            + " | spec.limited.limitResponse.queuing.queueLengthLimit | FieldValueInvalid",
      })
  void refusesWrongLevels(String spec, String field, String reason) {
    Answer answer =
        gateway.post(
            LEVELS, ("{'metadata':{'name':'wrong'},'spec':" + spec + "}").replace('\'', '"'));
    assertCause(answer, field, reason);
  }

  private static void assertCause(Answer answer, String field, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.text())
        .contains("\"field\":\"" + field + "\"", "\"reason\":\"" + reason + "\"");
  }

  private static final String SUBJECT = "'subjects':[{'kind':'User','user':{'name':'u'}}]";
  private static final String LEVEL = "'priorityLevelConfiguration':{'name':'system'}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'matchingPrecedence':-1,LEVEL} | spec.matchingPrecedence | FieldValueInvalid",
        "{'matchingPrecedence':10001,LEVEL} | spec.matchingPrecedence | FieldValueInvalid",
        "{'matchingPrecedence':1,LEVEL} | spec.matchingPrecedence | FieldValueInvalid",
        "{'distinguisherMethod':{'type':'X'},LEVEL} | spec.distinguisherMethod.type |"
            + " FieldValueNotSupported",
        "{'priorityLevelConfiguration':{'name':''}} | spec.priorityLevelConfiguration.name |"
            + " FieldValueRequired",
        "{'priorityLevelConfiguration':{'name':'A_b'}} | spec.priorityLevelConfiguration.name |"
            + " FieldValueInvalid",
        "{LEVEL,'rules':[{'subjects':[]}]} | spec.rules[0].subjects | FieldValueRequired",
        "{LEVEL,'rules':[{SUBJECT}]} | spec.rules[0] | FieldValueRequired",
        "{LEVEL,'rules':[{'subjects':[{'kind':'X'}]}]} | spec.rules[0].subjects[0].kind |"
            + " FieldValueNotSupported",
        "{LEVEL,'rules':[{'subjects':[{'kind':'User'}]}]} | spec.rules[0].subjects[0].user |"
            + " FieldValueRequired",
        "{LEVEL,'rules':[{'subjects':[{'kind':'User','user':{'name':'a'},'group':{'name':'b'}}]}]}"
            + " | spec.rules[0].subjects[0].group | FieldValueForbidden",
        "{LEVEL,'rules':[{'subjects':[{'kind':'ServiceAccount','serviceAccount':{'name':'a','namespace':''}}]}]}"
            + " | spec.rules[0].subjects[0].serviceAccount.namespace | FieldValueRequired",
        "{LEVEL,'rules':[{SUBJECT,'resourceRules':[{'verbs':['*','get'],'apiGroups':['*'],'resources':['*'],'clusterScope':true}]}]}"
            + " | spec.rules[0].resourceRules[0].verbs | FieldValueInvalid",
        "{LEVEL,'rules':[{SUBJECT,'resourceRules':[{'verbs':['fly'],'apiGroups':['*'],'resources':['*'],'clusterScope':true}]}]}"
            + " | spec.rules[0].resourceRules[0].verbs | FieldValueNotSupported",
        "{LEVEL,'rules':[{SUBJECT,'resourceRules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*']}]}]}"
            + " | spec.rules[0].resourceRules[0].namespaces | FieldValueRequired",
        "{LEVEL,'rules':[{SUBJECT,'resourceRules':[{'verbs':['*'],'apiGroups':['*'],'resources':['*'],'namespaces':['A']}]}]}"
            + " | spec.rules[0].resourceRules[0].namespaces[0] | FieldValueInvalid",
        "{LEVEL,'rules':[{SUBJECT,'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['x']}]}]} |"
            + " spec.rules[0].nonResourceRules[0].nonResourceURLs[0] | FieldValueInvalid",
        "{LEVEL,'rules':[{SUBJECT,'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['/x*']}]}]}"
            + " | spec.rules[0].nonResourceRules[0].nonResourceURLs[0] | FieldValueInvalid",
      })
  void refusesWrongSchemas(String spec, String field, String reason) {
    String text = spec.replace("LEVEL", LEVEL).replace("SUBJECT", SUBJECT);
    Answer answer =
        gateway.post(
            SCHEMAS, ("{'metadata':{'name':'wrong'},'spec':" + text + "}").replace('\'', '"'));
    assertCause(answer, field, reason);
  }

  @Test
  void mandatoryObjectsStayAsTheyAre() {
    Answer changed =
        gateway.patch(
            SCHEMAS + "/catch-all", "merge-patch+json", "{\"spec\":{\"matchingPrecedence\":9}}");
    assertCause(changed, "spec", "FieldValueInvalid");
    Answer exempt =
        gateway.patch(
            LEVELS + "/exempt",
            "merge-patch+json",
            "{\"spec\":{\"exempt\":{\"lendablePercent\":3}}}");
    assertThat(exempt.status()).as(exempt.text()).isEqualTo(200);
  }

  @Test
  void fillsInDefaults() {
    Answer level =
        gateway.post(
            LEVELS,
            """
            {"metadata":{"name":"defaulted"},"spec":{"type":"Limited","limited":{
             "limitResponse":{"type":"Queue","queuing":{}}}}}
            """);
    assertThat(level.text())
        .contains("\"nominalConcurrencyShares\":30", "\"lendablePercent\":0", "\"queues\":64")
        .contains("\"handSize\":8", "\"queueLengthLimit\":50");
  }
}
