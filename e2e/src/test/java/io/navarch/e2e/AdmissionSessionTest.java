package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Webhooks and admission policies as an administrator sets them up with kubectl. */
@OnSharedCluster
class AdmissionSessionTest {
  private final Kubectl kubectl;
  private final ReviewServer webhook = new ReviewServer();

  AdmissionSessionTest(Kubectl kubectl) throws Exception {
    this.kubectl = kubectl;
  }

  @AfterAll
  void stop() {
    webhook.close();
  }

  private String configuration(String kind, String name, String more) {
    return """
        apiVersion: admissionregistration.k8s.io/v1
        kind: %1$s
        metadata: {name: %2$s}
        webhooks:
        - name: %2$s.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          clientConfig: %3$s
          objectSelector: {matchLabels: {hook: %2$s}}
          rules: [{apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: ["*"]}]
        %4$s
        """
        .formatted(kind, name, webhook.clientConfig("/" + name), more.indent(2));
  }

  private static String map(String name, String label, String value, String data) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: %s, labels: {%s: %s}}
        data: %s
        """
        .formatted(name, label, value, data);
  }

  @Test
  @Order(1)
  void aMutatingWebhookChangesWhatIsCreated() {
    webhook.on(
        "/mutate",
        r ->
            ReviewServer.patch(
                "[{\"op\": \"add\", \"path\": \"/data/added\", \"value\": \"yes\"}]"));
    kubectl.apply(configuration("MutatingWebhookConfiguration", "mutate", ""));
    kubectl.apply(map("mutated", "hook", "mutate", "{a: b}"));
    assertThat(kubectl.run("get", "cm", "mutated", "-o", "jsonpath={.data.added}"))
        .isEqualTo("yes");
    assertThat(
            kubectl
                .withInput(map("mutated", "hook", "mutate", "{a: b}"), "diff", "-f", "-")
                .mustSucceed())
        .isEmpty();
  }

  @Test
  @Order(2)
  void aValidatingWebhookRefusesAndWarns() {
    webhook.on(
        "/validate",
        r ->
            r.contains("\"bad\"")
                ? "\"allowed\": false, \"status\": {\"message\": \"bad data\"}"
                : "\"allowed\": true, \"warnings\": [\"data is deprecated\"]");
    kubectl.apply(configuration("ValidatingWebhookConfiguration", "validate", ""));
    Shell.Result refused =
        kubectl.withInput(map("bad", "hook", "validate", "{bad: x}"), "apply", "-f", "-");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.stderr())
        .contains("admission webhook \"validate.example.com\" denied the request: bad data");
    Shell.Result warned =
        kubectl.withInput(map("good", "hook", "validate", "{a: x}"), "apply", "-f", "-");
    assertThat(warned.exitCode()).isZero();
    assertThat(warned.stderr()).contains("Warning: data is deprecated");
    kubectl.run("delete", "validatingwebhookconfiguration", "validate");
    kubectl.apply(map("bad", "hook", "validate", "{bad: x}"));
  }

  @Test
  @Order(3)
  void aValidatingPolicyReadsItsParameters() {
    kubectl.apply(map("limits", "kind", "params", "{most: \"2\"}"));
    kubectl.apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: small-maps}
        spec:
          paramKind: {apiVersion: v1, kind: ConfigMap}
          matchConstraints:
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]
          matchConditions:
          - {name: labelled, expression: "has(object.metadata.labels) && 'policy' in object.metadata.labels"}
          variables:
          - {name: size, expression: "has(object.data) ? size(object.data) : 0"}
          validations:
          - expression: "variables.size <= int(params.data.most)"
            messageExpression: "'%s has %d entries, %s are allowed'.format([object.metadata.name, variables.size, params.data.most])"
            reason: Forbidden
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata: {name: small-maps}
        spec:
          policyName: small-maps
          paramRef: {name: limits, namespace: admission, parameterNotFoundAction: Deny}
          validationActions: [Deny]
        """);
    kubectl.apply(map("small", "policy", "x", "{a: b}"));
    Shell.Result refused =
        kubectl.withInput(map("large", "policy", "x", "{a: b, c: d, e: f}"), "apply", "-f", "-");
    assertThat(refused.stderr())
        .contains(
            "configmaps \"large\" is forbidden: ValidatingAdmissionPolicy 'small-maps' with binding 'small-maps' denied"
                + " request: large has 3 entries, 2 are allowed");
    kubectl.run("patch", "cm", "limits", "--type=merge", "-p", "{\"data\": {\"most\": \"3\"}}");
    kubectl.apply(map("large", "policy", "x", "{a: b, c: d, e: f}"));
  }

  @Test
  @Order(4)
  void aPolicysExpressionsAreTypeChecked() {
    kubectl.apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: {name: mistyped}
        spec:
          matchConstraints:
            resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
          validations:
          - {expression: "object.spec.replicas > 'many'"}
          - {expression: "object.spec.replicas < 5"}
        """);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run("get", "validatingadmissionpolicy", "mistyped", "-o", "yaml"))
                    .contains("observedGeneration: 1")
                    .contains("fieldRef: spec.validations[0].expression")
                    .contains("found no matching overload for '_>_'")
                    .doesNotContain("spec.validations[1].expression"));
  }

  @Test
  @Order(5)
  void aMutatingPolicyAddsALabel() {
    kubectl.apply(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: {name: labels}
        spec:
          reinvocationPolicy: Never
          matchConstraints:
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}]
          mutations:
          - patchType: ApplyConfiguration
            applyConfiguration:
              expression: "Object{metadata: Object.metadata{labels: Object.metadata.labels{team: 'blue'}}}"
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: labels}
        spec:
          policyName: labels
          matchResources:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: admission}}
        """);
    kubectl.run("create", "secret", "generic", "labelled", "--from-literal=a=b");
    assertThat(kubectl.run("get", "secret", "labelled", "-o", "jsonpath={.metadata.labels.team}"))
        .isEqualTo("blue");
  }

  @Test
  @Order(6)
  void mistakesAreRefusedWithTheirPlace() {
    Shell.Result refused =
        kubectl.withInput(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: wrong}
            spec:
              matchConstraints:
                resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
              validations:
              - {expression: "object.spec.nodeName +"}
            """,
            "apply",
            "-f",
            "-");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.stderr())
        .contains("The ValidatingAdmissionPolicy \"wrong\" is invalid")
        .contains(
            "spec.validations[0].expression: Invalid value: \"object.spec.nodeName +\": compilation failed: ERROR: <input>:1:");
  }
}
