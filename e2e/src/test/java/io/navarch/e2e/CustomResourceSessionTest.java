package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A custom resource from its definition to its end, with kubectl. */
@OnSharedCluster
class CustomResourceSessionTest {
  private static final String VERSION =
      """
        - name: %s
          served: true
          storage: %s
          subresources:
            status: {}
            scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
          selectableFields: [{jsonPath: .spec.color}]
          additionalPrinterColumns:
          - {name: Color, type: string, jsonPath: .spec.color}
          - {name: Replicas, type: integer, jsonPath: .spec.replicas}
          - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
          schema:
            openAPIV3Schema:
              type: object
              description: A widget turns.
              properties:
                spec:
                  type: object
                  required: [color]
                  x-kubernetes-validations:
                  - {rule: "self.replicas <= self.max", message: too many replicas}
                  - {rule: "self.color == oldSelf.color", message: the color stays}
                  properties:
                    color: {type: string, enum: [red, green], description: How it looks.}
                    replicas: {type: integer, minimum: 0, default: 1}
                    max: {type: integer, default: 5}
                    note: {type: string}
                status:
                  type: object
                  properties:
                    replicas: {type: integer}
      """;

  private final Kubectl kubectl;

  CustomResourceSessionTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  private static String definition(String versions) {
    return """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.shop.example.com}
    spec:
      group: shop.example.com
      scope: Namespaced
      names: {plural: widgets, kind: Widget, shortNames: [wd], categories: [all]}
      versions:
    %s
    """
        .formatted(versions);
  }

  private static String widget(String name, String spec) {
    return """
    apiVersion: shop.example.com/v1
    kind: Widget
    metadata: {name: %s}
    spec: %s
    """
        .formatted(name, spec);
  }

  @Test
  @Order(1)
  void aDefinitionIsServedAsSoonAsItIsEstablished() {
    kubectl.apply(definition(VERSION.formatted("v1", true)));
    kubectl.run(
        "wait", "--for=condition=Established", "crd/widgets.shop.example.com", "--timeout=30s");
    kubectl.apply(widget("one", "{color: red}"));
    assertThat(kubectl.run("get", "wd", "one")).contains("COLOR", "REPLICAS", "AGE", "red");
    assertThat(kubectl.run("get", "all")).contains("widget.shop.example.com/one");
    assertThat(kubectl.run("explain", "widgets.spec"))
        .contains("How it looks.", "-required-", "replicas");
    assertThat(kubectl.run("api-resources", "--api-group=shop.example.com"))
        .contains("widgets", "wd", "shop.example.com/v1", "Widget");
    assertThat(kubectl.run("get", "apiservice", "v1.shop.example.com")).contains("True");
  }

  @Test
  @Order(2)
  void badInputIsRefusedAsTheSchemaSays() {
    assertThat(refused(widget("bad", "{color: blue}")))
        .contains("spec.color: Unsupported value: \"blue\": supported values: \"red\", \"green\"");
    assertThat(refused(widget("bad", "{}"))).contains("spec.color: Required value");
    assertThat(refused(widget("bad", "{color: red, size: 1}")))
        .contains("unknown field \"spec.size\"");
    assertThat(refused(widget("bad", "{color: red, replicas: 9}"))).contains("too many replicas");
    assertThat(refused(widget("one", "{color: green}"))).contains("the color stays");
    assertThat(refused(definition("  - {name: v1, served: true, storage: true}")))
        .contains("spec.versions[0].schema.openAPIV3Schema: Required value");
  }

  private String refused(String manifest) {
    Shell.Result result = kubectl.withInput(manifest, "apply", "-f", "-");
    assertThat(result.exitCode()).as(result.stdout()).isNotZero();
    return result.stderr();
  }

  @Test
  @Order(3)
  void itScalesAndHasAStatus() {
    kubectl.run("scale", "widget/one", "--replicas=3");
    assertThat(kubectl.run("get", "widget", "one", "-o", "jsonpath={.spec.replicas}"))
        .isEqualTo("3");
    kubectl.run(
        "patch",
        "widget",
        "one",
        "--subresource=status",
        "--type=merge",
        "-p",
        "{\"status\":{\"replicas\":3},\"spec\":{\"replicas\":0}}");
    assertThat(
            kubectl.run(
                "get",
                "widget",
                "one",
                "-o",
                "jsonpath={.spec.replicas} {.status.replicas} {.metadata.generation}"))
        .isEqualTo("3 3 2");
    kubectl.apply(widget("two", "{color: green}"));
    assertThat(kubectl.run("get", "widgets", "-o", "name", "--field-selector=spec.color=green"))
        .isEqualTo("widget.shop.example.com/two\n");
    kubectl.run("label", "widget", "two", "shelf=top");
    assertThat(kubectl.run("get", "widgets", "-l", "shelf=top", "-o", "name")).contains("two");
    kubectl.run("wait", "--for=jsonpath={.status.replicas}=3", "widget/one", "--timeout=10s");
  }

  @Test
  @Order(4)
  void aSecondVersionIsServedBesideTheFirst() {
    kubectl.apply(definition(VERSION.formatted("v1", false) + VERSION.formatted("v2", true)));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        kubectl
                            .tryRun("get", "widgets.v2.shop.example.com", "one", "-o", "yaml")
                            .stdout())
                    .contains("apiVersion: shop.example.com/v2", "color: red"));
    assertThat(
            kubectl.run(
                "get",
                "crd",
                "widgets.shop.example.com",
                "-o",
                "jsonpath={.status.storedVersions}"))
        .isEqualTo("[\"v1\",\"v2\"]");
  }

  @Test
  @Order(5)
  void theDefinitionTakesItsObjectsWithIt() {
    kubectl.run("delete", "crd", "widgets.shop.example.com", "--timeout=60s");
    Shell.Result gone = kubectl.tryRun("get", "widgets");
    assertThat(gone.exitCode()).isNotZero();
    // Which of the two depends on what kubectl remembers of discovery.
    assertThat(gone.stderr())
        .containsAnyOf(
            "the server doesn't have a resource type \"widgets\"",
            "the server could not find the requested resource");
  }
}
