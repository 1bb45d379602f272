package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code /metrics} tells of admission, under upstream's names and labels. */
class AdmissionMetricsTest {
  private static final String PLUGIN = "apiserver_admission_controller_admission_duration_seconds_";
  private static final String STEP = "apiserver_admission_step_admission_duration_seconds_";
  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void pluginsAndStepsAreTimed() {
    String create = "operation=\"CREATE\"";
    String passed = "rejected=\"false\"";
    String refused = "rejected=\"true\"";
    assertThat(
            gateway
                .post("/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"a\"}}")
                .status())
        .isEqualTo(201);
    assertThat(
            gateway
                .post("/api/v1/namespaces/nowhere/configmaps", "{\"metadata\":{\"name\":\"a\"}}")
                .status())
        .isEqualTo(404);
    String lifecycle = "name=\"NamespaceLifecycle\"";
    assertThat(gateway.metric(PLUGIN + "count", lifecycle, "type=\"admit\"", create, passed))
        .isPositive();
    assertThat(gateway.metric(PLUGIN + "count", lifecycle, "type=\"admit\"", create, refused))
        .isPositive();
    assertThat(gateway.metric(PLUGIN + "bucket", lifecycle, create, passed, "le=\"0.005\""))
        .isPositive();
    assertThat(gateway.metric(PLUGIN + "count", "name=\"ResourceQuota\"", "type=\"validate\""))
        .isPositive();
    assertThat(gateway.metric(PLUGIN + "count", lifecycle, "type=\"validate\""))
        .as("what a plugin does not do is not timed")
        .isZero();
    assertThat(gateway.metric(STEP + "count", "type=\"admit\"", create, passed)).isPositive();
    assertThat(gateway.metric(STEP + "count", "type=\"admit\"", create, refused)).isPositive();
    assertThat(gateway.metric(STEP + "bucket", "type=\"validate\"", create, "le=\"2.5\""))
        .isPositive();
  }

  @Test
  void checksOfPoliciesAreCounted() {
    String group = "/apis/admissionregistration.k8s.io/v1/";
    Answer policy =
        gateway.post(
            group + "validatingadmissionpolicies",
            """
            {"metadata":{"name":"no-x"},"spec":{
             "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],
               "operations":["CREATE"],"resources":["configmaps"]}]},
             "validations":[{"expression":"!object.metadata.name.startsWith('x')"}]}}""");
    assertThat(policy.status()).as(policy.text()).isEqualTo(201);
    Answer binding =
        gateway.post(
            group + "validatingadmissionpolicybindings",
            """
            {"metadata":{"name":"no-x-here"},
             "spec":{"policyName":"no-x","validationActions":["Deny","Audit"]}}""");
    assertThat(binding.status()).as(binding.text()).isEqualTo(201);
    assertThat(
            gateway
                .post("/api/v1/namespaces/default/configmaps", "{\"metadata\":{\"name\":\"x1\"}}")
                .status())
        .isEqualTo(422);
    String[] labels = {"policy=\"no-x\"", "policy_binding=\"no-x-here\"", "no_error"};
    String checks = "apiserver_validating_admission_policy_check_";
    assertThat(gateway.metric(checks + "total", labels[0], labels[1], labels[2], "\"deny\""))
        .isOne();
    assertThat(gateway.metric(checks + "total", labels[0], labels[1], labels[2], "\"audit\""))
        .isOne();
    assertThat(
            gateway.metric(
                checks + "duration_seconds_count", labels[0], labels[1], labels[2], "\"deny\""))
        .isOne();
  }

  @Test
  void mutationsAreCounted() {
    String group = "/apis/admissionregistration.k8s.io/v1/";
    Answer policy =
        gateway.post(
            group + "mutatingadmissionpolicies",
            """
            {"metadata":{"name":"mark"},"spec":{
             "failurePolicy":"Ignore",
             "reinvocationPolicy":"Never",
             "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],
               "operations":["CREATE"],"resources":["secrets"]}]},
             "mutations":[
              {"patchType":"ApplyConfiguration","applyConfiguration":{"expression":
                "Object{metadata: Object.metadata{labels: {'marked': 'yes'}}}"}},
              {"patchType":"JSONPatch","jsonPatch":{"expression":
                "[JSONPatch{op: 'add', path: '/data/' + object.metadata.labels['none'], value: 'x'}]"
                }}]}}""");
    assertThat(policy.status()).as(policy.text()).isEqualTo(201);
    Answer binding =
        gateway.post(
            group + "mutatingadmissionpolicybindings",
            """
            {"metadata":{"name":"mark-here"},"spec":{"policyName":"mark"}}""");
    assertThat(binding.status()).as(binding.text()).isEqualTo(201);
    Answer made =
        gateway.post("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"m\"}}");
    assertThat(made.at("metadata", "labels", "marked")).as(made.text()).isEqualTo("yes");
    String[] labels = {"policy=\"mark\"", "policy_binding=\"mark-here\""};
    String checks = "apiserver_mutating_admission_policy_check_";
    assertThat(gateway.metric(checks + "total", labels[0], labels[1], "no_error")).isOne();
    assertThat(gateway.metric(checks + "total", labels[0], labels[1], "invalid_error")).isOne();
    assertThat(gateway.metric(checks + "duration_seconds_count", labels[0], "no_error")).isOne();
  }

  @Test
  void podSecurityIsCounted() {
    assertThat(
            gateway
                .post(
                    "/api/v1/namespaces",
                    """
                    {"metadata":{"name":"strict","labels":{
                      "pod-security.kubernetes.io/enforce":"baseline",
                      "pod-security.kubernetes.io/warn":"restricted",
                      "pod-security.kubernetes.io/audit":"restricted",
                      "pod-security.kubernetes.io/audit-version":"v1.99"}}}""")
                .status())
        .isEqualTo(201);
    assertThat(
            gateway
                .post(
                    "/api/v1/namespaces/strict/serviceaccounts",
                    "{\"metadata\":{\"name\":\"default\"}}")
                .status())
        .isEqualTo(201);
    String pod =
        """
        {"metadata":{"name":"%s"},"spec":{"hostNetwork":%s,"containers":[
          {"name":"c","image":"i"}]}}""";
    assertThat(
            gateway.post("/api/v1/namespaces/strict/pods", pod.formatted("bad", "true")).status())
        .isEqualTo(403);
    Answer warned = gateway.post("/api/v1/namespaces/strict/pods", pod.formatted("ok", "false"));
    assertThat(warned.status()).as(warned.text()).isEqualTo(201);
    String name = "pod_security_evaluations_total";
    String[] common = {"request_operation=\"create\"", "resource=\"pod\"", "subresource=\"\""};
    assertThat(
            gateway.metric(
                name, "policy_level=\"baseline\"", "decision=\"deny\"", "enforce", common[0]))
        .isOne();
    assertThat(
            gateway.metric(
                name, "policy_level=\"baseline\"", "decision=\"allow\"", "enforce", common[1]))
        .isOne();
    assertThat(
            gateway.metric(
                name, "policy_level=\"restricted\"", "mode=\"warn\"", "latest", common[2]))
        .isOne();
    assertThat(
            gateway.metric(
                name, "policy_level=\"restricted\"", "mode=\"audit\"", "\"future\"", common[0]))
        .isEqualTo(2);
  }
}
