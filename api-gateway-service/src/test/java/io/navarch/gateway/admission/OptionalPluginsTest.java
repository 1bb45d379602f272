package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.gateway.access.FakeObjects;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionalPluginsTest {
  private static String refusal(AdmissionPlugin plugin, String plural, String object) {
    AdmissionScenario admission = AdmissionScenario.of(plugin);
    return admission.refusal(() -> admission.creating("", plural, object));
  }

  @Test
  void imagesAreAlwaysPulled() {
    AdmissionScenario admission = AdmissionScenario.of(new AlwaysPullImagesPlugin());
    String pod =
        "{'metadata':{'name':'p'},'spec':{'containers':[{'image':'a','imagePullPolicy':'Never'}],'volumes':[{'image':{}}]}}";
    assertThat(admission.creating("", "pods", pod).root().toString())
        .contains("imagePullPolicy=Always")
        .contains("pullPolicy=Always");
    assertThat(admission.updating("", "pods", "", pod, pod).root().toString()).contains("Never");
  }

  @Test
  void externalAddressesAreDeniedUnlessTheyWereThere() {
    AdmissionScenario admission = AdmissionScenario.of(new DenyServiceExternalIpsPlugin());
    String service = "{'metadata':{'name':'s'},'spec':{'externalIPs':['1.2.3.4']}}";
    assertThat(admission.refusal(() -> admission.creating("", "services", service)))
        .isEqualTo(
            "403 services \"s\" is forbidden: Use of external IPs is denied by admission control");
    assertThat(admission.refusal(() -> admission.updating("", "services", "", service, service)))
        .isEmpty();
  }

  @Test
  void hardAntiAffinityIsForNodesOnly() {
    String pod =
        "{'metadata':{'name':'p'},'spec':{'affinity':{'podAntiAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':'%s'}]}}}}";
    assertThat(refusal(new HardAntiAffinityPlugin(), "pods", pod.formatted("zone")))
        .isEqualTo(
            "403 pods \"p\" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has"
                + " TopologyKey zone but only key kubernetes.io/hostname is allowed");
    assertThat(
            refusal(new HardAntiAffinityPlugin(), "pods", pod.formatted("kubernetes.io/hostname")))
        .isEmpty();
  }

  @Test
  void namespacesAreMadeWhenTheyAreNeeded() {
    FakeObjects objects = new FakeObjects();
    AdmissionPlugin plugin =
        new NamespaceAutoProvisionPlugin(objects, objects, BuiltinResources.instance());
    assertThat(refusal(plugin, "pods", "{'metadata':{'name':'p','namespace':'new'}}")).isEmpty();
    assertThat(objects.get("", "namespaces", "", "new")).isPresent();
  }

  @Test
  void specialResourcesAreTolerated() {
    ApiObject pod =
        AdmissionScenario.of(new ExtendedResourceTolerationPlugin())
            .creating(
                "",
                "pods",
                "{'metadata':{'name':'p'},'spec':{'containers':[{'resources':{'requests':{'cpu':'1','example.com/gpu':'1'}}}]}}");
    assertThat(pod.at("spec", "tolerations").toString())
        .isEqualTo("[{key=example.com/gpu, operator=Exists, effect=NoSchedule}]");
  }

  @Test
  void pluginsAreChosenByName() {
    List<AdmissionPlugin> all =
        List.of(new AlwaysDenyPlugin(), new LimitRangerPlugin(new FakeObjects()));
    assertThat(new AdmissionProperties(Set.of(), Set.of(), null).choose(all))
        .extracting(AdmissionPlugin::name)
        .containsExactly("LimitRanger");
    assertThat(
            new AdmissionProperties(Set.of("AlwaysDeny"), Set.of("LimitRanger"), null).choose(all))
        .extracting(AdmissionPlugin::name)
        .containsExactly("AlwaysDeny");
    assertThatThrownBy(
            () -> new AdmissionProperties(Set.of("Nonsense"), Set.of(), null).choose(all))
        .hasMessage("no such admission plugins: [Nonsense]");
  }
}
