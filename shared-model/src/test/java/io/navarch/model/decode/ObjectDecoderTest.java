package io.navarch.model.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.GroupVersionKind;
import io.navarch.model.schema.BuiltinSchemas;
import io.navarch.model.status.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectDecoderTest {
  private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
  private static final GroupVersionKind DEPLOYMENT =
      new GroupVersionKind("apps", "v1", "Deployment");
  private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");

  private final ObjectDecoder decoder = new ObjectDecoder(BuiltinSchemas.instance());

  private ObjectDecoder.Decoded decode(
      GroupVersionKind kind, FieldValidation validation, String json) {
    return decoder.decode(
        json.getBytes(StandardCharsets.UTF_8), ObjectDecoder.Format.JSON, kind, validation);
  }

  private ApiObject pod(String spec) {
    return decode(
            POD,
            FieldValidation.STRICT,
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":"
                + spec
                + "}")
        .object();
  }

  @Test
  void aPodIsWrittenAsTheApiServerWritesIt() {
    ApiObject pod = pod("{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"env\":[]}]}");
    assertThat(pod.write())
        .asString()
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},"
                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"resources\":{},"
                + "\"terminationMessagePath\":\"/dev/termination-log\","
                + "\"terminationMessagePolicy\":\"File\"}],\"dnsPolicy\":\"ClusterFirst\","
                + "\"restartPolicy\":\"Always\",\"schedulerName\":\"default-scheduler\","
                + "\"securityContext\":{},\"terminationGracePeriodSeconds\":30,"
                + "\"enableServiceLinks\":true},\"status\":{}}");
  }

  @Test
  void zeroIsKeptBehindAPointerAndDefaultedInAValue() {
    ApiObject pod =
        pod(
            "{\"terminationGracePeriodSeconds\":0,\"hostNetwork\":false,\"containers\":[{\"name\":\"c\","
                + "\"livenessProbe\":{\"periodSeconds\":0,\"grpc\":{\"port\":1}}}]}");
    assertThat(pod.at("spec", "terminationGracePeriodSeconds")).isEqualTo(0L);
    assertThat(pod.at("spec", "hostNetwork")).isNull();
    Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.at("spec", "containers")).getFirst();
    Map<?, ?> probe = (Map<?, ?>) container.get("livenessProbe");
    assertThat(probe.get("periodSeconds")).isEqualTo(10L);
    assertThat(probe.get("grpc").toString()).isEqualTo("{port=1, service=}");
  }

  @Test
  void amountsAndTimesBecomeCanonical() {
    ApiObject pod =
        decode(
                POD,
                FieldValidation.STRICT,
                "{\"metadata\":{\"creationTimestamp\":\"2026-01-02T03:04:05.6+01:00\"},"
                    + "\"spec\":{\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":"
                    + "{\"cpu\":0.5,\"memory\":\"1024Mi\",\"x\":\"1u\"}}}]}}")
            .object();
    assertThat(pod.kind()).isEqualTo("Pod");
    assertThat(pod.at("metadata", "creationTimestamp")).isEqualTo("2026-01-02T02:04:05Z");
    assertThat(((List<?>) pod.at("spec", "containers")).toString())
        .contains("limits={cpu=500m, memory=1Gi, x=1m}");
  }

  @Test
  void aMissingRequiredListIsNull() {
    assertThat(pod("{}").write()).asString().contains("\"containers\":null");
  }

  @Test
  void theNormalFormIsStable() {
    ApiObject pod = pod("{\"containers\":[{\"name\":\"c\"}],\"volumes\":[{\"name\":\"v\"}]}");
    String once = new String(pod.write(), StandardCharsets.UTF_8);
    decoder.conform(pod.root(), POD, FieldValidation.STRICT);
    assertThat(pod.write()).asString().isEqualTo(once);
  }

  @Test
  void optionsOfADeletionComeInTheVersionOfAnyGroup() {
    GroupVersionKind options = new GroupVersionKind("", "v1", "DeleteOptions");
    String json = "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"%s\",\"gracePeriodSeconds\":3}";
    for (String version : List.of("v1", "admissionregistration.k8s.io/v1", "example.com/v1beta1")) {
      ApiObject object = decode(options, FieldValidation.IGNORE, json.formatted(version)).object();
      assertThat(object.at("gracePeriodSeconds")).isEqualTo(3L);
    }
  }

  @Test
  void alternativesOfASchemaAreSchemas() {
    String json =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","spec":{"versions":[
        {"name":"v1","schema":{"openAPIV3Schema":{"properties":{"list":{"items":{"id":"","type":"string"},
        "additionalProperties":{"pattern":""},"typo":1}},"additionalProperties":false}}}]}}""";
    GroupVersionKind kind =
        new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    ObjectDecoder.Decoded decoded = decode(kind, FieldValidation.WARN, json);
    assertThat(decoded.object().at("spec", "versions"))
        .asString()
        .contains(
            "{properties={list={items={type=string}, additionalProperties={}}},"
                + " additionalProperties=false}");
    assertThat(decoded.warnings())
        .containsExactly(
            "unknown field \"spec.versions[0].schema.openAPIV3Schema.properties.list.typo\"");
    String typo = json.replace("\"id\"", "\"idd\":1,\"idd\"");
    assertThat(decode(kind, FieldValidation.WARN, typo).warnings())
        .as("what may be something else than a schema is not read strictly")
        .isEqualTo(decoded.warnings());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\"items\":\"x\",",
        "\"items\":[],",
        "\"additionalProperties\":true,",
        "\"additionalProperties\":3,boolean or JSON schema expected",
        "\"additionalItems\":[],boolean or JSON schema expected",
        "`\"items\":[3]`,json: cannot unmarshal number into Go struct field"
            + " JSONSchemaProps.spec.versions.schema.openAPIV3Schema.items of type"
            + " v1.JSONSchemaProps",
        "`\"dependencies\":{\"a\":[3]}`,json: cannot unmarshal number into Go struct field"
            + " JSONSchemaProps.spec.versions.schema.openAPIV3Schema.dependencies of type string",
      })
  void alternativesOfASchemaAreWhatTheyMayBe(String member, @Nullable String error) {
    String json =
        """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","spec":{"versions":[
        {"name":"v1","schema":{"openAPIV3Schema":{%s}}}]}}"""
            .formatted(member);
    GroupVersionKind kind =
        new GroupVersionKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    if (error != null) {
      assertThatThrownBy(() -> decode(kind, FieldValidation.IGNORE, json))
          .hasMessageEndingWith("cannot be handled as a CustomResourceDefinition: " + error);
      return;
    }
    assertThat(decode(kind, FieldValidation.IGNORE, json).object().at("spec", "versions"))
        .asString()
        .doesNotContain("items");
  }

  @Test
  void unknownAndDuplicateFieldsAreRefusedWhenStrict() {
    String json =
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"foo\":1,\"replicas\":1,"
            + "\"replicas\":2,\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"imag\":\"x\"}]}}}}";
    assertThatThrownBy(() -> decode(DEPLOYMENT, FieldValidation.STRICT, json))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error:"
                + " unknown field \"spec.foo\", duplicate field \"spec.replicas\","
                + " unknown field \"spec.template.spec.containers[0].imag\"");
    ObjectDecoder.Decoded warned = decode(DEPLOYMENT, FieldValidation.WARN, json);
    assertThat(warned.warnings())
        .containsExactly(
            "unknown field \"spec.foo\"",
            "duplicate field \"spec.replicas\"",
            "unknown field \"spec.template.spec.containers[0].imag\"");
    assertThat(warned.object().at("spec", "replicas")).isEqualTo(2L);
    assertThat(warned.object().at("spec", "foo")).isNull();
    assertThat(decode(DEPLOYMENT, FieldValidation.IGNORE, json).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"spec\":{\"replicas\":\"3\"}}|json: cannot unmarshal string into Go struct field"
            + " DeploymentSpec.spec.replicas of type int32",
        "{\"spec\":{\"replicas\":1.5}}|json: cannot unmarshal number 1.5 into Go struct field"
            + " DeploymentSpec.spec.replicas of type int32",
        "{\"spec\":{\"replicas\":3000000000}}|json: cannot unmarshal number 3000000000 into Go"
            + " struct field DeploymentSpec.spec.replicas of type int32",
        "{\"metadata\":{\"labels\":{\"a\":1}}}|json: cannot unmarshal number into Go struct field"
            + " ObjectMeta.metadata.labels of type string",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":{}}}}}|json: cannot unmarshal object"
            + " into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container",
        "{\"spec\":{\"template\":{\"spec\":{\"dnsPolicy\":1}}}}|json: cannot unmarshal number into"
            + " Go struct field PodSpec.spec.template.spec.dnsPolicy of type v1.DNSPolicy",
        "{\"spec\":[]}|json: cannot unmarshal array into Go struct field Deployment.spec of type"
            + " v1.DeploymentSpec",
        "{\"metadata\":{\"creationTimestamp\":\"x\"}}|parsing time \"x\" as"
            + " \"2006-01-02T15:04:05Z07:00\": cannot parse \"x\" as \"2006\""
      })
  void wrongTypesAreRefusedInGosWords(String json, String message) {
    assertThatThrownBy(() -> decode(DEPLOYMENT, FieldValidation.WARN, json))
        .isInstanceOf(ApiException.class)
        .hasMessage("Deployment in version \"v1\" cannot be handled as a Deployment: " + message);
  }

  @Test
  void anotherKindIsRefused() {
    assertThatThrownBy(
            () -> decode(POD, FieldValidation.WARN, "{\"apiVersion\":\"v1\",\"kind\":\"Service\"}"))
        .hasMessage(
            "Service in version \"v1\" cannot be handled as a Pod: converting (v1.Service) to"
                + " (core.Pod): unknown conversion");
    assertThatThrownBy(
            () -> decode(POD, FieldValidation.WARN, "{\"apiVersion\":\"v1\",\"kind\":\"Foo\"}"))
        .hasMessage(
            "Foo in version \"v1\" cannot be handled as a Pod: no kind \"Foo\" is registered for"
                + " version \"v1\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    assertThatThrownBy(
            () ->
                decode(
                    new GroupVersionKind("autoscaling", "v2", "HorizontalPodAutoscaler"),
                    FieldValidation.WARN,
                    "{\"apiVersion\":\"autoscaling/v1\",\"kind\":\"HorizontalPodAutoscaler\"}"))
        .hasMessage(
            "the API version in the data (autoscaling/v1) does not match the expected API version"
                + " (autoscaling/v2)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":}|invalid character '}' looking for beginning of value",
        "{a:1}|invalid character 'a' looking for beginning of object key string",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 2}|invalid character '2' after object key:value pair",
        "{\"a\":[1 2]}|invalid character '2' after array element",
        "{\"a\":tru}|invalid character '}' in literal true (expecting 'e')",
        "{\"a\":\"x|unexpected end of JSON input",
        "{} {}|invalid character '{' after top-level value",
        "{\"a\":1.x}|invalid character 'x' after decimal point in numeric literal"
      })
  void malformedJsonIsRefusedInGosWords(String json, String message) {
    assertThatThrownBy(() -> decode(POD, FieldValidation.WARN, json))
        .hasMessage(
            "the object provided is unrecognized (must be of type Pod): couldn't get version/kind;"
                + " json parse error: "
                + message
                + " ("
                + json
                + ")");
  }

  @Test
  void yamlIsReadWithItsOwnScalars() {
    String yaml =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: c}
        data:
          a: "yes"
          b: &anchor |
            two
            lines
          c: *anchor
        immutable: off
        ---
        ignored: true
        """;
    ApiObject object =
        decoder
            .decode(
                yaml.getBytes(StandardCharsets.UTF_8),
                ObjectDecoder.Format.YAML,
                CONFIG_MAP,
                FieldValidation.STRICT)
            .object();
    assertThat(object.at("data", "a")).isEqualTo("yes");
    assertThat(object.at("data", "c")).isEqualTo("two\nlines\n");
    assertThat(object.at("immutable")).isEqualTo(false);
  }

  @Test
  void yamlErrorsNameTheLine() {
    assertThatThrownBy(() -> yaml("a: b: c\n"))
        .hasMessageContaining("yaml: line 1: mapping values are not allowed");
    assertThatThrownBy(() -> yaml("kind: ConfigMap\ndata:\n  a: x\n  a: z\n"))
        .hasMessage(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error:"
                + " yaml: unmarshal errors:\n  line 4: key \"a\" already set in map");
  }

  private void yaml(String text) {
    decoder.decode(
        text.getBytes(StandardCharsets.UTF_8),
        ObjectDecoder.Format.YAML,
        CONFIG_MAP,
        FieldValidation.STRICT);
  }

  @Test
  void badBase64InASecretIsRefused() {
    assertThatThrownBy(
            () ->
                decode(
                    new GroupVersionKind("", "v1", "Secret"),
                    FieldValidation.WARN,
                    "{\"data\":{\"a\":\"a$b=\"}}"))
        .hasMessage(
            "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input"
                + " byte 1");
  }

  @Test
  void aJobTemplateOfACronJobGetsNoJobDefaults() {
    ApiObject cron =
        decode(
                new GroupVersionKind("batch", "v1", "CronJob"),
                FieldValidation.STRICT,
                "{\"spec\":{\"schedule\":\"* * * * *\",\"jobTemplate\":{\"spec\":{\"template\":{}}}}}")
            .object();
    assertThat(cron.at("spec", "jobTemplate", "spec", "suspend")).isNull();
    assertThat(cron.at("spec", "suspend")).isEqualTo(false);
    ApiObject job =
        decode(
                new GroupVersionKind("batch", "v1", "Job"),
                FieldValidation.STRICT,
                "{\"spec\":{\"template\":{}}}")
            .object();
    assertThat(job.at("spec", "suspend")).isEqualTo(false);
  }

  @Test
  void deleteOptionsAreKnownInEveryGroup() {
    assertThat(
            decode(
                    new GroupVersionKind("apps", "v1", "DeleteOptions"),
                    FieldValidation.STRICT,
                    "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"apps/v1\",\"gracePeriodSeconds\":0}")
                .object()
                .at("gracePeriodSeconds"))
        .isEqualTo(0L);
  }
}
