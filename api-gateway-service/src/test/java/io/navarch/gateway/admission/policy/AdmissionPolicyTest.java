package io.navarch.gateway.admission.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.GatewayFixture;
import io.navarch.gateway.GatewayFixture.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdmissionPolicyTest {
  private static final String ROOT = "/apis/admissionregistration.k8s.io/v1/";
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    gateway = GatewayFixture.start();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** A policy for config maps with the label {@code policy: <name>}, and its binding. */
  private static void validating(String name, String spec, String binding) {
    create(
        "validatingadmissionpolicies",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
         "metadata": {"name": "%1$s"},
         "spec": {"matchConstraints": {"objectSelector": {"matchLabels": {"policy": "%1$s"}}, "resourceRules": [
           {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE", "DELETE"],
            "resources": ["configmaps"]}]}, %2$s}}"""
            .formatted(name, spec));
    create(
        "validatingadmissionpolicybindings",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
         "metadata": {"name": "%1$s-binding"}, "spec": {"policyName": "%1$s", %2$s}}"""
            .formatted(name, binding));
  }

  private static void mutating(String name, String spec, String binding) {
    create(
        "mutatingadmissionpolicies",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicy",
         "metadata": {"name": "%1$s"},
         "spec": {"matchConstraints": {"objectSelector": {"matchLabels": {"policy": "%1$s"}}, "resourceRules": [
           {"apiGroups": ["", "apps"], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"],
            "resources": ["configmaps", "deployments"]}]}, %2$s}}"""
            .formatted(
                name,
                spec.contains("reinvocationPolicy")
                    ? spec
                    : "\"reinvocationPolicy\": \"Never\", " + spec));
    create(
        "mutatingadmissionpolicybindings",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingAdmissionPolicyBinding",
         "metadata": {"name": "%1$s-binding"}, "spec": {"policyName": "%1$s"%2$s}}"""
            .formatted(name, binding));
  }

  private static void create(String resource, String json) {
    Answer answer = gateway.post(ROOT + resource, json);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private static String map(String name, String policy, String data) {
    return """
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s", "labels": {"policy": "%s"}},
         "data": %s}"""
        .formatted(name, policy, data);
  }

  @Test
  void deniesWhatBreaksARule() {
    validating(
        "deny",
        """
        "variables": [{"name": "size", "expression": "size(object.data)"},
                      {"name": "twice", "expression": "variables.size * 2"}],
        "validations": [
          {"expression": "request.operation == 'DELETE' || variables.twice <= 4", "reason": "Forbidden",
           "messageExpression": "'%d entries in %s'.format([variables.size, request.name])"},
          {"expression": "request.operation == 'DELETE' || !('secret' in object.data)", "message": "no secrets"}]""",
        "\"validationActions\": [\"Deny\"]");
    assertThat(gateway.post(MAPS, map("fine", "deny", "{\"a\": \"1\"}")).status()).isEqualTo(201);
    Answer forbidden =
        gateway.post(MAPS, map("big", "deny", "{\"a\": \"1\", \"b\": \"2\", \"c\": \"3\"}"));
    assertThat(forbidden.status()).isEqualTo(403);
    assertThat(forbidden.at("reason")).isEqualTo("Forbidden");
    String message =
        "ValidatingAdmissionPolicy 'deny' with binding 'deny-binding' denied request: 3 entries in big";
    assertThat(forbidden.at("message")).isEqualTo("configmaps \"big\" is forbidden: " + message);
    assertThat(
            ((Map<?, ?>) ((List<?>) forbidden.at("details", "causes")).getFirst()).get("message"))
        .isEqualTo(message);
    Answer invalid = gateway.post(MAPS, map("secret", "deny", "{\"secret\": \"1\"}"));
    assertThat(invalid.status()).isEqualTo(422);
    assertThat(invalid.at("reason")).isEqualTo("Invalid");
    assertThat((String) invalid.at("message")).endsWith("denied request: no secrets");
    assertThat(gateway.delete(MAPS + "/fine").status()).isEqualTo(200);
  }

  @Test
  void seesTheOptionsOfTheRequest() {
    validating(
        "options",
        """
        "validations": [
          {"expression": "!request.dryRun", "message": "only in earnest"},
          {"expression": "has(request.options.fieldManager) && request.options.fieldManager == 'me'",
           "messageExpression": "'not for ' + request.options.kind"}]""",
        "\"validationActions\": [\"Deny\"]");
    assertThat(
            gateway
                .post(MAPS + "?fieldManager=me", map("mine", "options", "{\"a\": \"1\"}"))
                .status())
        .isEqualTo(201);
    assertThat((String) gateway.post(MAPS, map("other", "options", "{\"a\": \"1\"}")).at("message"))
        .endsWith("denied request: not for CreateOptions");
    assertThat(
            (String)
                gateway
                    .post(
                        MAPS + "?fieldManager=me&dryRun=All",
                        map("dry", "options", "{\"a\": \"1\"}"))
                    .at("message"))
        .endsWith("denied request: only in earnest");
  }

  @Test
  void saysWhatAnExpressionTrippedOver() {
    validating(
        "trips",
        """
        "validations": [
          {"expression": "int(object.data.number) > 1"},
          {"expression": "oldObject.metadata.name == 'x'"}]""",
        "\"validationActions\": [\"Warn\"]");
    Answer answer = gateway.post(MAPS, map("tripped", "trips", "{\"number\": \"x\"}"));
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.raw().headers().allValues("warning").toString())
        .contains(
            "expression 'int(object.data.number) > 1' resulted in error: type conversion error from"
                + " 'string' to 'int'")
        .contains("resulted in error: no such key: metadata\"");
  }

  @Test
  void warnsAndNotes() {
    validating(
        "warn",
        "\"validations\": [{\"expression\": \"object.data.a != 'x'\"}]",
        "\"validationActions\": [\"Warn\", \"Audit\"]");
    Answer created = gateway.post(MAPS, map("warned", "warn", "{\"a\": \"x\"}"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.raw().headers().allValues("Warning"))
        .containsExactly(
            "299 - \"Validation failed for ValidatingAdmissionPolicy 'warn' with binding 'warn-binding': failed"
                + " expression: object.data.a != 'x'\"");
  }

  @Test
  void warnsWithARefusalToo() {
    validating(
        "strict",
        "\"validations\": [{\"expression\": \"object.data.a != 'x'\", \"message\": \"no x\"}]",
        "\"validationActions\": [\"Warn\"]");
    create(
        "validatingadmissionpolicybindings",
        """
        {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
         "metadata": {"name": "strict-second"},
         "spec": {"policyName": "strict", "validationActions": ["Deny"]}}""");
    Answer refused = gateway.post(MAPS, map("strictly", "strict", "{\"a\": \"x\"}"));
    assertThat(refused.status()).as(refused.text()).isEqualTo(422);
    assertThat(refused.raw().headers().allValues("Warning"))
        .containsExactly(
            "299 - \"Validation failed for ValidatingAdmissionPolicy 'strict' with binding"
                + " 'strict-binding': no x\"");
  }

  @Test
  void failsClosedOrOpenOnErrors() {
    validating(
        "broken",
        "\"validations\": [{\"expression\": \"object.data.missing == 'x'\"}]",
        "\"validationActions\": [\"Deny\"]");
    Answer denied = gateway.post(MAPS, map("broken", "broken", "{\"a\": \"x\"}"));
    assertThat(denied.status()).isEqualTo(422);
    assertThat((String) denied.at("message"))
        .endsWith(
            "denied request: expression 'object.data.missing == 'x'' resulted in error: no such key: missing");
    validating(
        "lenient",
        "\"failurePolicy\": \"Ignore\", \"validations\": [{\"expression\": \"object.data.missing == 'x'\"}]",
        "\"validationActions\": [\"Deny\"]");
    assertThat(gateway.post(MAPS, map("lenient", "lenient", "{\"a\": \"x\"}")).status())
        .isEqualTo(201);
  }

  @Test
  void readsParameters() {
    validating(
        "params",
        """
        "paramKind": {"apiVersion": "v1", "kind": "ConfigMap"},
        "validations": [{"expression": "size(object.data) <= int(params.data.most)",
          "messageExpression": "'at most ' + params.data.most"}]""",
        """
        "validationActions": ["Deny"],
        "paramRef": {"name": "limits", "namespace": "default", "parameterNotFoundAction": "Deny"}""");
    Answer without = gateway.post(MAPS, map("early", "params", "{\"a\": \"1\"}"));
    assertThat(without.status()).isEqualTo(422);
    assertThat((String) without.at("message"))
        .endsWith(
            "denied request: failed to configure binding: no params found for policy binding with `Deny`"
                + " parameterNotFoundAction");
    assertThat(gateway.post(MAPS, map("limits", "none", "{\"most\": \"1\"}")).status())
        .isEqualTo(201);
    assertThat(gateway.post(MAPS, map("small", "params", "{\"a\": \"1\"}")).status())
        .isEqualTo(201);
    assertThat(
            (String)
                gateway
                    .post(MAPS, map("large", "params", "{\"a\": \"1\", \"b\": \"2\"}"))
                    .at("message"))
        .endsWith("denied request: at most 1");
  }

  @Test
  void asksTheAuthorizerAndTheNamespace() {
    gateway.post(
        "/api/v1/namespaces",
        "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"strict\", \"labels\":"
            + " {\"mode\": \"strict\"}}}");
    validating(
        "who",
        """
        "matchConditions": [{"name": "strict", "expression": "request.namespace == 'strict'"}],
        "validations": [
          {"expression": "namespaceObject.metadata.labels['mode'] == 'strict'"},
          {"expression": "authorizer.requestResource.check('delete').allowed()"},
          {"expression": "!authorizer.serviceAccount('default', 'default').group('').resource('secrets').check('get').allowed()",
           "message": "the default account is too mighty"}]""",
        "\"validationActions\": [\"Deny\"]");
    String maps = "/api/v1/namespaces/strict/configmaps";
    Answer created = gateway.post(maps, map("who", "who", "{}"));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(gateway.post(MAPS, map("elsewhere", "who", "{}")).status()).isEqualTo(201);
  }

  @Test
  void changesObjectsByApplyConfiguration() {
    mutating(
        "apply",
        """
        "mutations": [{"patchType": "ApplyConfiguration", "applyConfiguration": {"expression":
          "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: 'side', image: 'side:1'}]}}}, metadata: Object.metadata{labels: {'added': string(object.spec.replicas)}}}"}}]""",
        "");
    Answer created =
        gateway.post(
            "/apis/apps/v1/namespaces/default/deployments",
            """
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"name": "web", "labels": {"policy": "apply"}},
             "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
               "spec": {"containers": [{"name": "main", "image": "main:1"}]}}}}""");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.at("metadata", "labels")).isEqualTo(Map.of("policy", "apply", "added", "1"));
    List<?> containers = (List<?>) created.at("spec", "template", "spec", "containers");
    assertThat(containers.stream().map(c -> (String) ((Map<?, ?>) c).get("name")))
        .containsExactlyInAnyOrder("main", "side");
    assertThat(containers)
        .as("defaults of what was added")
        .allSatisfy(
            c -> assertThat(((Map<?, ?>) c).get("imagePullPolicy")).isEqualTo("IfNotPresent"));
  }

  @Test
  void changesObjectsByJsonPatch() {
    mutating(
        "patch",
        """
        "mutations": [{"patchType": "JSONPatch", "jsonPatch": {"expression":
          "[JSONPatch{op: 'test', path: '/data/a', value: '1'}, JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('example.com/x'), value: 'y'}]"}}]""",
        "");
    assertThat(
            gateway.post(MAPS, map("patched", "patch", "{\"a\": \"1\"}")).at("metadata", "labels"))
        .isEqualTo(Map.of("policy", "patch", "example.com/x", "y"));
    assertThat(
            gateway
                .post(MAPS, map("unpatched", "patch", "{\"a\": \"2\"}"))
                .at("metadata", "labels"))
        .isEqualTo(Map.of("policy", "patch"));
  }

  /** As kube-apiserver has it, who changed something sees the object again too. */
  @Test
  void whoAsksForItSeesItsOwnChange() {
    mutating(
        "again",
        """
        "reinvocationPolicy": "IfNeeded", "mutations": [{"patchType": "JSONPatch", "jsonPatch": {"expression":
          "[JSONPatch{op: 'add', path: '/data/a', value: object.data.a + 'x'}]"}}]""",
        "");
    Answer made = gateway.post(MAPS, map("twice", "again", "{\"a\": \"1\"}"));
    assertThat(made.at("data", "a")).as(made.text()).isEqualTo("1xx");
  }

  @Test
  void refusesWhatAMutationCannotDo() {
    mutating(
        "atomic",
        """
        "mutations": [{"patchType": "ApplyConfiguration", "applyConfiguration": {"expression":
          "Object{data: Object.data{a: object.data.none}}"}}]""",
        "");
    Answer refused = gateway.post(MAPS, map("atomic", "atomic", "{\"a\": \"1\"}"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.at("reason")).isEqualTo("Invalid");
    assertThat((String) refused.at("message"))
        .isEqualTo(
            "policy 'atomic' with binding 'atomic-binding' denied request: expression 'Object{data: Object.data{a:"
                + " object.data.none}}' resulted in error: no such key: none");
  }

  @Test
  void validatesPolicies() {
    Answer refused =
        gateway.post(
            ROOT + "validatingadmissionpolicies",
            """
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
             "metadata": {"name": "bad"},
             "spec": {"failurePolicy": "Maybe", "paramKind": {"apiVersion": "a/b/c", "kind": ""},
               "matchConstraints": {"resourceRules": [{"apiGroups": [""], "apiVersions": ["v1"],
                 "operations": ["*", "CREATE"], "resources": ["pods"], "resourceNames": ["a/b"]}]},
               "matchConditions": [{"name": "", "expression": "nonsense"}],
               "variables": [{"name": "in", "expression": "1"}, {"name": "x", "expression": "object +"}],
               "validations": [{"expression": "1", "messageExpression": "2", "message": "a\\nb", "reason": "Boredom"}],
               "auditAnnotations": [{"key": "a b", "valueExpression": "1"}]}}""");
    assertThat(refused.status()).isEqualTo(422);
    List<String> fields =
        ((List<?>) refused.at("details", "causes"))
            .stream().map(c -> (String) ((Map<?, ?>) c).get("field")).distinct().sorted().toList();
    assertThat(fields)
        .containsExactly(
            "spec.auditAnnotations[0].key",
            "spec.auditAnnotations[0].valueExpression",
            "spec.failurePolicy",
            "spec.matchConditions[0].expression",
            "spec.matchConditions[0].name",
            "spec.matchConstraints.resourceRules[0].operations",
            "spec.matchConstraints.resourceRules[0].resourceNames[0]",
            "spec.paramKind.apiVersion",
            "spec.paramKind.kind",
            "spec.validations[0].expression",
            "spec.validations[0].message",
            "spec.validations[0].messageExpression",
            "spec.validations[0].reason",
            "spec.variables[0].name",
            "spec.variables[1].expression");
    Answer binding =
        gateway.post(
            ROOT + "validatingadmissionpolicybindings",
            """
            {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
             "metadata": {"name": "bad"}, "spec": {"paramRef": {}, "validationActions": ["Deny", "Warn"]}}""");
    assertThat(
            ((List<?>) binding.at("details", "causes"))
                .stream().map(c -> (String) ((Map<?, ?>) c).get("field")))
        .containsExactly(
            "spec.policyName",
            "spec.paramRef",
            "spec.paramRef.parameterNotFoundAction",
            "spec.validationActions");
  }
}
