package io.navarch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What was written in one version of a kind, watched and tabled in another; as kube-apiserver. */
class OtherVersionsTest {
  private static final String SCALERS = "/apis/autoscaling/%s/namespaces/default/";
  private static final String WATCH = "?watch=1&timeoutSeconds=2";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
    gateway.create(
        SCALERS.formatted("v2") + "horizontalpodautoscalers",
        "{'metadata':{'name':'two'},'spec':{'maxReplicas':5,"
            + "'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment','name':'web'},"
            + "'metrics':[{'type':'Resource','resource':{'name':'cpu','target':"
            + "{'type':'Utilization','averageUtilization':55}}},{'type':'Resource','resource':"
            + "{'name':'memory','target':{'type':'AverageValue','averageValue':'1Gi'}}}]}}");
    gateway.create(
        "/api/v1/namespaces/default/events",
        "{'metadata':{'name':'old'},'involvedObject':{'namespace':'default'},'reason':'R'}");
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static String scalers(String version, String query, String accept) {
    String path = SCALERS.formatted(version) + "horizontalpodautoscalers" + query;
    return gateway.send(gateway.builder(path).setHeader("Accept", accept).GET().build()).text();
  }

  @Test
  void aWatchShowsItsOwnVersion() {
    assertThat(scalers("v1", WATCH, "application/json"))
        .contains("\"apiVersion\":\"autoscaling/v1\"", "\"targetCPUUtilizationPercentage\":55")
        .contains("autoscaling.alpha.kubernetes.io/metrics");
    assertThat(scalers("v2", WATCH, "application/json"))
        .contains("\"apiVersion\":\"autoscaling/v2\"", "\"averageValue\":\"1Gi\"");
  }

  @Test
  void rowsTellWhatIsStored() {
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    for (String query : new String[] {"", WATCH}) {
      assertThat(scalers("v1", query, table))
          .contains("cpu: <unknown>/55%, memory: <unknown>/1Gi")
          .doesNotContain("autoscaling.alpha.kubernetes.io");
    }
  }

  @Test
  void anEventOfTheGroupLeavesOutWhatIsEmpty() {
    assertThat(gateway.get("/api/v1/namespaces/default/events/old").text())
        .contains("\"reportingComponent\":\"\"");
    assertThat(gateway.get("/apis/events.k8s.io/v1/namespaces/default/events/old").text())
        .contains("\"regarding\"")
        .doesNotContain("reportingController", "reportingInstance");
  }
}
