package io.navarch.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart as helm sees it, without a cluster. */
class ChartTest {
  private static final String OWN_ETCD = "store.engine=etcd";
  private static final String OTHER_ETCD =
      "store.engine=etcd,etcd.create=false,etcd.endpoints={https://a:2379,https://b:2379}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway.replicas=1",
        OWN_ETCD,
        OTHER_ETCD,
        "pki.create=false,networkPolicy.create=false",
        "gateway.service.type=NodePort,gateway.service.nodePort=30443,fullnameOverride=cp",
        "priorityClassName=high,imagePullSecrets[0].name=registry,nodeSelector.disk=ssd"
      })
  void itLintsAndRenders(String values) {
    assertThat(Chart.lint(values).mustSucceed()).contains("0 chart(s) failed");
    assertThat(Chart.objects(values)).hasSizeGreaterThan(8);
  }

  @Test
  void theEmbeddedStoreIsOnePodWithAVolume() {
    List<HasMetadata> objects = Chart.objects();
    StatefulSet store = find(objects, StatefulSet.class, "lab-navarch-state-store");
    assertThat(store.getSpec().getReplicas()).isEqualTo(1);
    assertThat(store.getSpec().getVolumeClaimTemplates()).hasSize(1);
    assertThat(names(objects, PodDisruptionBudget.class))
        .containsExactlyInAnyOrder(
            "lab-navarch-api-gateway", "lab-navarch-controller", "lab-navarch-scheduler");
    assertThat(configuration(objects, "state-store")).contains("navarch.store.engine=embedded");
  }

  @Test
  void withEtcdTheStoreIsADeploymentOfSeveral() {
    List<HasMetadata> objects = Chart.objects(OWN_ETCD, "store.replicas=3");
    assertThat(find(objects, Deployment.class, "lab-navarch-state-store").getSpec().getReplicas())
        .isEqualTo(3);
    assertThat(names(objects, StatefulSet.class)).containsExactly("lab-navarch-etcd");
    assertThat(configuration(objects, "state-store"))
        .contains("navarch.store.etcd.endpoints=https://lab-navarch-etcd:2379");
    assertThat(names(objects, PodDisruptionBudget.class)).contains("lab-navarch-state-store");
  }

  @Test
  void anotherEtcdIsUsedByItsEndpoints() {
    List<HasMetadata> objects = Chart.objects(OTHER_ETCD);
    assertThat(names(objects, StatefulSet.class)).isEmpty();
    assertThat(configuration(objects, "state-store"))
        .contains("navarch.store.etcd.endpoints=https://a:2379,https://b:2379");
    assertThat(Chart.template("store.engine=etcd,etcd.create=false").mustFail())
        .contains("name your etcd's client URLs in etcd.endpoints");
  }

  @Test
  void misspeltAndWrongValuesAreRefused() {
    assertThat(Chart.template("gatway.replicas=2").mustFail()).contains("gatway");
    assertThat(Chart.template("store.engine=mysql").mustFail()).contains("store/engine");
    assertThat(Chart.template("gateway.replicas=many").mustFail()).contains("gateway/replicas");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway.replicas=2", OWN_ETCD})
  void everyPodKeepsTheRestrictedLevelOfPodSecurity(String values) {
    List<PodTemplateSpec> pods =
        Chart.objects(values).stream().flatMap(ChartTest::podTemplate).toList();
    assertThat(pods).hasSizeGreaterThanOrEqualTo(5);
    for (PodTemplateSpec pod : pods) {
      assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSpec().getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      for (Container container : pod.getSpec().getContainers()) {
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop())
            .containsExactly("ALL");
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
      }
    }
  }

  @Test
  void everyServiceIsProbed() {
    Chart.objects(OWN_ETCD).stream()
        .filter(object -> !(object instanceof Job))
        .flatMap(ChartTest::podTemplate)
        .flatMap(pod -> pod.getSpec().getContainers().stream())
        .forEach(
            container -> {
              assertThat(container.getStartupProbe()).as(container.getName()).isNotNull();
              assertThat(container.getLivenessProbe()).as(container.getName()).isNotNull();
              assertThat(container.getReadinessProbe()).as(container.getName()).isNotNull();
            });
  }

  @Test
  void certificatesAreMadeByAHookForTheNamesOfTheServices() {
    Job job =
        find(
            Chart.objects("pki.extraNames={api.example.com}", "pki.extraAddresses={192.0.2.7}"),
            Job.class,
            "lab-navarch-pki");
    assertThat(job.getMetadata().getAnnotations())
        .containsEntry("helm.sh/hook", "pre-install,pre-upgrade");
    assertThat(job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .startsWith("@launcher", "pki")
        .contains(
            "--secrets=lab-navarch",
            "--namespace=hosted",
            "--name=lab-navarch-state-store",
            "--name=lab-navarch-api-gateway.hosted.svc",
            "--name=api.example.com",
            "--address=192.0.2.7");
    assertThat(names(Chart.objects("pki.create=false"), Job.class)).isEmpty();
  }

  @Test
  void onlyTheGatewayIsLetInToTheStore() {
    NetworkPolicy policy = find(Chart.objects(), NetworkPolicy.class, "lab-navarch-state-store");
    var door = policy.getSpec().getIngress().getFirst();
    assertThat(door.getFrom().getFirst().getPodSelector().getMatchLabels())
        .containsEntry("app.kubernetes.io/component", "api-gateway");
    assertThat(door.getPorts().getFirst().getPort().getIntVal()).isEqualTo(7379);
  }

  @Test
  void theServiceAndThePropertiesAreAsAsked() {
    List<HasMetadata> objects =
        Chart.objects(
            "gateway.service.type=NodePort,gateway.service.nodePort=30443",
            "properties.logging\\.level\\.root=warn",
            "roleProperties.scheduler.navarch\\.scheduler\\.max-backoff=20s");
    Service service = find(objects, Service.class, "lab-navarch-api-gateway");
    assertThat(service.getSpec().getPorts().getFirst().getNodePort()).isEqualTo(30443);
    assertThat(configuration(objects, "controller")).contains("logging.level.root=warn");
    assertThat(configuration(objects, "scheduler"))
        .contains("logging.level.root=warn", "navarch.scheduler.max-backoff=20s");
  }

  private static String configuration(List<HasMetadata> objects, String role) {
    return find(objects, ConfigMap.class, "lab-navarch-configuration")
        .getData()
        .get(role + ".properties");
  }

  private static <T extends HasMetadata> List<String> names(
      List<HasMetadata> objects, Class<T> kind) {
    return objects.stream()
        .filter(kind::isInstance)
        .map(object -> object.getMetadata().getName())
        .toList();
  }

  private static <T extends HasMetadata> T find(
      List<HasMetadata> objects, Class<T> kind, String name) {
    return objects.stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<PodTemplateSpec> podTemplate(HasMetadata object) {
    return switch (object) {
      case Deployment d -> Stream.of(d.getSpec().getTemplate());
      case StatefulSet s -> Stream.of(s.getSpec().getTemplate());
      case Job j -> Stream.of(j.getSpec().getTemplate());
      default -> Stream.empty();
    };
  }
}
