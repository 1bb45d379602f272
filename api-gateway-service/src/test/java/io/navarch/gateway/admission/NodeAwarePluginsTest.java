package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.access.Authorization;
import io.navarch.gateway.access.Authorizer;
import io.navarch.gateway.access.FakeObjects;
import io.navarch.model.resource.BuiltinResources;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeAwarePluginsTest {
  private final FakeObjects objects =
      new FakeObjects()
          .with(
              "",
              "nodes",
              "{'metadata':{'name':'n','labels':{'topology.kubernetes.io/zone':'z','other':'x'}},'status':{'allocatable':{'cpu':'2','memory':'1Gi'}}}");

  @Test
  void podsGetTheZoneOfTheirNode() {
    AdmissionScenario admission = AdmissionScenario.of(new PodTopologyLabelsPlugin(objects));
    assertThat(
            admission
                .creating("", "pods", "{'metadata':{'name':'p'},'spec':{'nodeName':'n'}}")
                .labels())
        .containsOnlyKeys("topology.kubernetes.io/zone");
    assertThat(
            admission
                .run(
                    AdmissionRequest.Operation.CREATE,
                    "",
                    "pods",
                    "binding",
                    AdmissionScenario.tree(
                        "{'metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}"),
                    null)
                .labels())
        .containsEntry("topology.kubernetes.io/zone", "z");
    assertThat(admission.creating("", "pods", "{'metadata':{'name':'p'},'spec':{}}").labels())
        .isEmpty();
  }

  @Test
  void podsChangeOnlyAsTheirNodeCanFollow() {
    AdmissionScenario admission = AdmissionScenario.of(new NodeDeclaredFeaturesPlugin(objects));
    String pod =
        "{'metadata':{'name':'p','generation':%d},'spec':{'nodeName':'n','resources':{'requests':{'cpu':'%s'}},"
            + "'initContainers':[{'name':'i','resources':{'requests':{'cpu':'%s'}}},"
            + "{'name':'side','restartPolicy':'Always','resources':{'requests':{'cpu':'%s'}}}]}}";
    String old = pod.formatted(1, "1", "1", "1");
    String resized = pod.formatted(2, "2", "2", "1");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "resize", resized, old)))
        .isEqualTo(
            "403 pods \"p\" is forbidden: pod update requires features"
                + " InPlacePodLevelResourcesVerticalScaling,"
                + " InPlacePodVerticalScalingInitContainers which are not available on node \"n\"");
    String sidecar = pod.formatted(2, "1", "1", "2");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "resize", sidecar, old)))
        .as("sidecars are resized as containers are")
        .isEmpty();
    assertThat(admission.refusal(() -> admission.updating("", "pods", "status", resized, old)))
        .isEmpty();
    String elsewhere = resized.replace("'n'", "'m'");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "resize", elsewhere, old)))
        .isEqualTo("403 pods \"p\" is forbidden: node \"m\" not found");
    objects.with(
        "",
        "nodes",
        "{'metadata':{'name':'able'},'status':{'declaredFeatures':["
            + "'InPlacePodLevelResourcesVerticalScaling','InPlacePodVerticalScalingInitContainers']}}");
    String able = resized.replace("'n'", "'able'");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "resize", able, old)))
        .isEmpty();
  }

  @Test
  void podsDoNotGrowBeyondTheirNode() {
    AdmissionScenario admission = AdmissionScenario.of(new PodResizePlugin(objects));
    String pod =
        "{'metadata':{'name':'p','generation':%d},'spec':{'nodeName':'%s','containers':[{'resources':{'requests':{'cpu':'%s','memory':'2Gi'}}}]}}";
    String old = pod.formatted(1, "n", "1");
    assertThat(
            admission.refusal(
                () -> admission.updating("", "pods", "resize", pod.formatted(2, "n", "3"), old)))
        .isEqualTo(
            "403 pods \"p\" is forbidden: node didn't have enough allocatable resources: cpu,"
                + " requested: 3000, allocatable: 2000; memory, requested: 2147483648, allocatable:"
                + " 1073741824");
    assertThat(
            admission.refusal(
                () -> admission.updating("", "pods", "resize", pod.formatted(2, "m", "1"), old)))
        .isEqualTo("403 pods \"p\" is forbidden: node \"m\" not found");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "resize", old, old)))
        .isEmpty();
  }

  private static Authorization allowing(String... verbs) {
    return Authorization.of(
        List.of(
            (user, request) ->
                List.of(verbs).contains(request.verb() + " " + request.resource())
                    ? new Authorizer.Decision.Allow("")
                    : new Authorizer.Decision.NoOpinion("no rule")));
  }

  @Test
  void ownersAreSetByThoseWhoMayDeleteAndHoldUp() {
    String owned =
        "{'metadata':{'name':'p','namespace':'n','ownerReferences':[{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'r','uid':'u','blockOwnerDeletion':true}]}}";
    String free = "{'metadata':{'name':'p','namespace':'n'}}";
    assertThat(owning(free, owned))
        .contains("cannot set an ownerRef on a resource you can't delete");
    assertThat(owning(free, owned, "delete pods"))
        .contains(
            "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set"
                + " finalizers on: no rule, <nil>");
    assertThat(owning(free, owned, "delete pods", "update replicasets")).isEmpty();
    assertThat(owning(owned, owned)).isEmpty();
  }

  private static String owning(String old, String now, String... verbs) {
    AdmissionScenario admission =
        AdmissionScenario.of(
            new OwnerReferencesPermissionPlugin(allowing(verbs), BuiltinResources.instance()));
    return admission.refusal(() -> admission.updating("", "pods", "", now, old));
  }
}
