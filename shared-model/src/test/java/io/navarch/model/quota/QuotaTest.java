package io.navarch.model.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.object.ApiObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ApiObject tree(String json) {
    return ApiObject.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static Quota quota(String scopes, String hard, String used) {
    return Quota.of(
        tree(
            "{'metadata':{'name':'q'},'spec':{'hard':{%2$s}%1$s},'status':{'hard':{%2$s},'used':{%3$s}}}"
                .formatted(scopes.isEmpty() ? "" : "," + scopes, hard, used)));
  }

  private static String decide(Quota quota, String plural, String object, String old) {
    QuotaEvaluator evaluator = QuotaEvaluators.of("", plural).orElseThrow();
    QuotaWrite write = new QuotaWrite("", tree(object), old == null ? null : tree(old));
    if (!evaluator.handles(write)) {
      return "not looked at";
    }
    return switch (quota.decide(evaluator, write, NOW)) {
      case QuotaDecision.Unaffected() -> "unaffected";
      case QuotaDecision.Charged(var _, var after) -> ResourceAmounts.text(after);
      case QuotaDecision.Refused(String why) -> why;
    };
  }

  private static String pod(String resources) {
    return "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','resources':{"
        + resources
        + "}}]}}";
  }

  @Test
  void whatFitsIsChargedAndWhatDoesNotIsRefused() {
    Quota quota =
        quota(
            "",
            "'pods':'2','requests.cpu':'1','limits.memory':'1Gi'",
            "'pods':'1','requests.cpu':'500m','limits.memory':'512Mi'");
    assertThat(
            decide(
                quota, "pods", pod("'requests':{'cpu':'250m'},'limits':{'memory':'512Mi'}"), null))
        .isEqualTo("limits.memory=1Gi,pods=2,requests.cpu=750m");
    assertThat(
            decide(quota, "pods", pod("'requests':{'cpu':'600m'},'limits':{'memory':'1Gi'}"), null))
        .isEqualTo(
            "exceeded quota: q, requested: limits.memory=1Gi,requests.cpu=600m, used:"
                + " limits.memory=512Mi,requests.cpu=500m, limited:"
                + " limits.memory=1Gi,requests.cpu=1");
    assertThat(decide(quota, "pods", pod(""), null))
        .isEqualTo("failed quota: q: must specify limits.memory for: c; requests.cpu for: c");
  }

  @Test
  void aQuotaThatIsNotCountedYetRefuses() {
    assertThat(decide(quota("", "'pods':'2'", ""), "pods", pod(""), null))
        .isEqualTo("status unknown for quota: q, resources: pods");
  }

  @Test
  void endedPodsCountAsObjectsOnly() {
    String ended = "{'metadata':{'name':'p'},'spec':{},'status':{'phase':'Succeeded'}}";
    Quota quota = quota("", "'pods':'9','count/pods':'9'", "'pods':'0','count/pods':'0'");
    assertThat(
            ResourceAmounts.text(
                quota.count(
                    QuotaEvaluators.of("", "pods").orElseThrow(),
                    List.of(tree(ended), tree(pod(""))),
                    NOW)))
        .isEqualTo("count/pods=2,pods=1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'scopes':['BestEffort']|{'spec':{'containers':[{}]}}|pods=1
          'scopes':['NotBestEffort']|{'spec':{'containers':[{}]}}|unaffected
          'scopes':['NotBestEffort']|{'spec':{'containers':[{'resources':{'limits':{'cpu':'1'}}}]}}|pods=1
          'scopes':['Terminating']|{'spec':{'activeDeadlineSeconds':5}}|pods=1
          'scopes':['NotTerminating']|{'spec':{'activeDeadlineSeconds':5}}|unaffected
          'scopes':['PriorityClass']|{'spec':{}}|unaffected
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['high']}]}|{'spec':{'priorityClassName':'high'}}|pods=1
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In','values':['high']}]}|{'spec':{'priorityClassName':'low'}}|unaffected
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'NotIn','values':['high']}]}|{'spec':{}}|pods=1
          'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'DoesNotExist'}]}|{'spec':{'priorityClassName':'low'}}|unaffected
          'scopes':['CrossNamespacePodAffinity']|{'spec':{'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'namespaces':['x']}]}}}}|pods=1
          'scopes':['CrossNamespacePodAffinity']|{'spec':{'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'x'}]}}}}|unaffected
          """)
  void scopes(String scopes, String pod, String expected) {
    assertThat(decide(quota(scopes, "'pods':'2'", "'pods':'0'"), "pods", pod, null))
        .isEqualTo(expected);
  }

  @Test
  void servicesCountTheirNodePorts() {
    Quota quota =
        quota(
            "",
            "'services':'2','services.nodeports':'2','services.loadbalancers':'0'",
            "'services':'0','services.nodeports':'0','services.loadbalancers':'0'");
    String two = "'ports':[{'port':1},{'port':2}]";
    String nodePort = "{'spec':{'type':'NodePort'," + two + "}}";
    assertThat(decide(quota, "services", nodePort, null))
        .isEqualTo("services=1,services.loadbalancers=0,services.nodeports=2");
    assertThat(decide(quota, "services", "{'spec':{'type':'LoadBalancer'," + two + "}}", null))
        .isEqualTo(
            "exceeded quota: q, requested: services.loadbalancers=1, used:"
                + " services.loadbalancers=0, limited: services.loadbalancers=0");
    assertThat(decide(quota, "services", nodePort, "{'spec':{'type':'ClusterIP'," + two + "}}"))
        .isEqualTo("services=0,services.loadbalancers=0,services.nodeports=2");
    assertThat(decide(quota, "services", "{'spec':{'type':'ClusterIP'}}", nodePort))
        .isEqualTo("unaffected");
  }

  @Test
  void claimsCountByStorageClass() {
    Quota quota =
        quota(
            "",
            "'requests.storage':'10Gi','gold.storageclass.storage.k8s.io/requests.storage':'1Gi'",
            "'requests.storage':'0','gold.storageclass.storage.k8s.io/requests.storage':'0'");
    String claim = "{'spec':{'storageClassName':'%s','resources':{'requests':{'storage':'%s'}}}}";
    assertThat(decide(quota, "persistentvolumeclaims", claim.formatted("gold", "2Gi"), null))
        .isEqualTo(
            "exceeded quota: q, requested: gold.storageclass.storage.k8s.io/requests.storage=2Gi,"
                + " used: gold.storageclass.storage.k8s.io/requests.storage=0, limited:"
                + " gold.storageclass.storage.k8s.io/requests.storage=1Gi");
    assertThat(decide(quota, "persistentvolumeclaims", claim.formatted("tin", "2Gi"), null))
        .contains("requests.storage=2Gi");
  }

  @Test
  void otherObjectsCountByNumber() {
    Quota quota =
        quota("", "'count/configmaps':'1','secrets':'1'", "'count/configmaps':'1','secrets':'0'");
    assertThat(decide(quota, "configmaps", "{}", null)).startsWith("exceeded quota: q, requested:");
    assertThat(decide(quota, "secrets", "{}", null)).isEqualTo("count/configmaps=1,secrets=1");
    assertThat(decide(quota, "secrets", "{}", "{}")).isEqualTo("not looked at");
    assertThat(QuotaEvaluators.of("", "events")).isEmpty();
  }
}
