package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Objects kept in files: {@code kubectl apply} in both its ways, and helm, which applies on the
 * server. One cluster serves both.
 */
@OnSharedCluster
class DeclarativeSessionTest {
  private final Kubectl kubectl;

  DeclarativeSessionTest(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  /** kubectl's ways to declare what shall be. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class Apply {
    private static final String SITE =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: site, labels: {app: site}}
        spec:
          replicas: 1
          selector: {matchLabels: {app: site}}
          template:
            metadata: {labels: {app: site}}
            spec:
              containers:
              - name: web
                image: navarch.io/demo:1
                ports: [{containerPort: 8080}]
        """;

    private Shell.Result onServer(String manifest, String... words) {
      String[] all =
          Stream.concat(Stream.of("apply", "--server-side", "-f", "-"), Stream.of(words))
              .toArray(String[]::new);
      return kubectl.withInput(manifest, all);
    }

    @Test
    @Order(10)
    void theServerCreatesAndKeepsWhatIsApplied() {
      assertThat(onServer(SITE).mustSucceed()).contains("deployment.apps/site serverside-applied");
      kubectl.run("wait", "--for=condition=Available", "deploy/site", "--timeout=60s");
      String version = version();
      assertThat(onServer(SITE).mustSucceed()).contains("serverside-applied");
      assertThat(version()).isEqualTo(version);
    }

    private String version() {
      return kubectl.run("get", "deploy", "site", "-o", "jsonpath={.metadata.resourceVersion}");
    }

    @Test
    @Order(20)
    void aConflictIsExplainedAndCanBeForced() {
      kubectl.run("scale", "deploy/site", "--replicas=2");
      assertThat(onServer(SITE).mustFail())
          .contains(
              "Apply failed with 1 conflict: conflict with \"kubectl\" with subresource \"scale\""
                  + " using apps/v1: .spec.replicas",
              "re-run the apply\n  command with the `--force-conflicts` flag");
      assertThat(kubectl.withInput(SITE, "diff", "--server-side", "-f", "-").mustFail())
          .contains("conflict with \"kubectl\"");
      assertThat(onServer(SITE, "--force-conflicts").mustSucceed()).contains("serverside-applied");
      assertThat(replicas()).isEqualTo("1");
    }

    private String replicas() {
      return kubectl.run("get", "deploy", "site", "-o", "jsonpath={.spec.replicas}");
    }

    @Test
    @Order(30)
    void twoManagersShareAnObject() {
      String limits =
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: site}
          spec:
            template:
              spec:
                containers:
                - name: web
                  env: [{name: GREETING, value: hello}]
          """;
      onServer(limits, "--field-manager=greeter").mustSucceed();
      onServer(SITE).mustSucceed();
      String env = "jsonpath={.spec.template.spec.containers[0].env[*].name}";
      assertThat(kubectl.run("get", "deploy", "site", "-o", env)).isEqualTo("GREETING");
      String without = limits.replace("        env: [{name: GREETING, value: hello}]\n", "");
      onServer(without, "--field-manager=greeter").mustSucceed();
      assertThat(kubectl.run("get", "deploy", "site", "-o", env)).isEmpty();
    }

    @Test
    @Order(40)
    void clientSideApplyTakesOverAndGivesBack() {
      Shell.Result first = kubectl.withInput(SITE, "apply", "-f", "-");
      assertThat(first.mustSucceed()).contains("site configured");
      assertThat(first.stderr()).contains("is missing the kubectl.kubernetes.io/last-applied");
      assertThat(kubectl.apply(SITE)).contains("site unchanged");
      Shell.Result diff =
          kubectl.withInput(SITE.replace("replicas: 1", "replicas: 3"), "diff", "-f", "-");
      assertThat(diff.exitCode()).isEqualTo(1);
      assertThat(diff.stdout()).contains("-  replicas: 1", "+  replicas: 3");
      assertThat(onServer(SITE.replace("demo:1", "demo:2")).mustSucceed())
          .contains("serverside-applied");
      kubectl.run("rollout", "status", "deploy/site", "--timeout=60s");
    }

    @Test
    @Order(50)
    void editReplaceAndWait() {
      assertThat(kubectl.edit("s/replicas: 1/replicas: 2/", "edit", "deploy", "site").mustSucceed())
          .contains("site edited");
      String edited = kubectl.run("get", "deploy", "site", "-o", "yaml");
      assertThat(replicas()).isEqualTo("2");
      kubectl.run(
          "wait", "--for=jsonpath={.status.readyReplicas}=2", "deploy/site", "--timeout=60s");
      assertThat(kubectl.withInput(edited, "replace", "-f", "-").mustFail())
          .contains("the object has been modified; please apply your changes to the latest");
      String one =
          edited
              .replaceFirst("(?m)^  replicas: 2$", "  replicas: 1")
              .replaceFirst("(?m)^  resourceVersion: .*\n", "");
      assertThat(kubectl.withInput(one, "replace", "-f", "-").mustSucceed())
          .contains("site replaced");
      assertThat(replicas()).isEqualTo("1");
      // The replacement changed all that the edit had: its manager owns nothing any more.
      assertThat(kubectl.run("get", "deploy", "site", "-o", "yaml", "--show-managed-fields"))
          .contains("manager: kubectl-replace")
          .doesNotContain("manager: kubectl-edit");
      kubectl.run("delete", "deploy", "site", "--cascade=foreground", "--timeout=60s");
    }
  }

  /** A release's life. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class Releases {
    private Helm helm;
    private String chart;

    @BeforeAll
    void prepare() throws IOException {
      helm = new Helm(Clients.helm(), kubectl.kubeconfig());
      Path charts = Files.createTempDirectory("charts");
      copy(Path.of("src/test/resources/charts"), charts);
      chart = charts.resolve("shop").toString();
    }

    private static void copy(Path from, Path to) throws IOException {
      try (Stream<Path> files = Files.walk(from)) {
        files.forEach(
            file -> {
              try {
                Path target = to.resolve(from.relativize(file).toString());
                if (!Files.isDirectory(file)) {
                  Files.createDirectories(target.getParent());
                  Files.copy(file, target);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      }
    }

    @Test
    @Order(10)
    void aChartIsCheckedAndRendered() {
      helm.run("dependency", "update", chart);
      assertThat(helm.run("lint", chart)).contains("0 chart(s) failed");
      assertThat(helm.run("template", "lab", chart)).contains("name: lab-web", "name: lab-cache");
    }

    @Test
    @Order(20)
    void itIsInstalled() {
      assertThat(helm.run("install", "lab", chart, "--wait", "--timeout", "90s"))
          .contains("STATUS: deployed", "The shop says hello.");
      assertThat(data("lab-settings", "greeting")).isEqualTo("hello");
      assertThat(data("lab-cache", "size")).isEqualTo("10");
      assertThat(kubectl.run("logs", "job/lab-prepare")).isEqualTo("prepared\n");
      assertThat(kubectl.run("get", "deploy", "lab-web", "-o", "yaml", "--show-managed-fields"))
          .contains("manager: helm\n    operation: Apply");
      assertThat(helm.run("list")).contains("lab", "deployed", "shop-0.1.0");
    }

    private String data(String configMap, String key) {
      return kubectl.run("get", "configmap", configMap, "-o", "jsonpath={.data." + key + "}");
    }

    @Test
    @Order(30)
    void itsTestRuns() {
      assertThat(helm.run("test", "lab", "--logs", "--timeout", "60s"))
          .contains("Phase:          Succeeded", "Hello from lab-web-");
    }

    @Test
    @Order(40)
    void itIsUpgraded() {
      helm.run("upgrade", "lab", chart, "--set", "greeting=bye,replicas=2", "--wait");
      assertThat(data("lab-settings", "greeting")).isEqualTo("bye");
      assertThat(data("lab-upgraded", "revision")).isEqualTo("2");
      assertThat(readyReplicas()).isEqualTo("2");
      assertThat(helm.run("history", "lab")).contains("superseded", "deployed");
    }

    private String readyReplicas() {
      return kubectl.run("get", "deploy", "lab-web", "-o", "jsonpath={.status.readyReplicas}");
    }

    @Test
    @Order(50)
    void anUpgradeAgainstSomebodyElsesChangeConflicts() {
      kubectl.run("set", "image", "deploy/lab-web", "web=navarch.io/demo:2");
      assertThat(
              helm.tryRun("upgrade", "lab", chart, "--set", "image=navarch.io/demo:3").mustFail())
          .contains("conflict with \"kubectl-set\" using apps/v1");
      helm.run("upgrade", "lab", chart, "--force-conflicts", "--wait");
    }

    @Test
    @Order(60)
    void itIsRolledBack() {
      helm.run("rollback", "lab", "2", "--wait", "--force-conflicts");
      assertThat(data("lab-settings", "greeting")).isEqualTo("bye");
      assertThat(readyReplicas()).isEqualTo("2");
      assertThat(helm.run("history", "lab")).contains("Rollback to 2");
    }

    @Test
    @Order(70)
    void itIsUninstalled() {
      assertThat(helm.run("uninstall", "lab", "--wait", "--timeout", "60s"))
          .contains("release \"lab\" uninstalled");
      assertThat(kubectl.run("get", "deploy,svc,cm", "-o", "name"))
          .doesNotContain("lab-web", "lab-settings", "lab-cache");
      assertThat(helm.run("list", "-q")).doesNotContain("lab");
    }
  }
}
