package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.gateway.access.FakeObjects;
import io.navarch.gateway.admission.EventRateLimitPlugin.Limit;
import io.navarch.gateway.admission.EventRateLimitPlugin.Scope;
import io.navarch.gateway.admission.Tolerations.Toleration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that are off by default and restrict what namespaces may do. */
class RestrictingPluginsTest {
  private static final String POD = "{'metadata':{'name':'p','namespace':'n'},'spec':{%s}}";

  private static FakeObjects namespace(String annotations) {
    return new FakeObjects()
        .with("", "namespaces", "{'metadata':{'name':'n','annotations':{" + annotations + "}}}");
  }

  private static String refusal(AdmissionPlugin plugin, String spec) {
    AdmissionScenario admission = AdmissionScenario.of(plugin);
    return admission.refusal(() -> admission.creating("", "pods", POD.formatted(spec)));
  }

  private static String created(AdmissionPlugin plugin, String spec, String... path) {
    Object value = AdmissionScenario.of(plugin).creating("", "pods", POD.formatted(spec)).at(path);
    return String.valueOf(value);
  }

  @Test
  void podsGetTheNodeSelectorOfTheirNamespace() {
    AdmissionPlugin plugin =
        new PodNodeSelectorPlugin(
            namespace("'scheduler.alpha.kubernetes.io/node-selector':'zone=a, disk=ssd'"),
            Map.of("clusterDefaultNodeSelector", Map.of("zone", "z")));
    assertThat(created(plugin, "'nodeSelector':{'own':'1'}", "spec", "nodeSelector"))
        .isEqualTo("{disk=ssd, own=1, zone=a}");
    assertThat(refusal(plugin, "'nodeSelector':{'zone':'b'}"))
        .isEqualTo(
            "403 pods \"p\" is forbidden: pod node label selector conflicts with its namespace node"
                + " label selector");
  }

  @Test
  void theClustersNodeSelectorHoldsWhereTheNamespaceSaysNothing() {
    Map<String, Map<String, String>> selectors =
        Map.of("clusterDefaultNodeSelector", Map.of("zone", "z"), "n", Map.of("zone", "z"));
    AdmissionPlugin plugin = new PodNodeSelectorPlugin(namespace(""), selectors);
    assertThat(created(plugin, "", "spec", "nodeSelector")).isEqualTo("{zone=z}");
    assertThat(refusal(plugin, "'nodeSelector':{'other':'1'}"))
        .contains("pod node label selector labels conflict with its namespace whitelist");
    assertThat(
            refusal(
                new PodNodeSelectorPlugin(
                    namespace("'scheduler.alpha.kubernetes.io/node-selector':'nonsense'"),
                    Map.of()),
                ""))
        .startsWith("403 ")
        .contains("invalid selector: nonsense");
  }

  private static AdmissionPlugin tolerations(String annotations, Toleration... allowed) {
    return new PodTolerationRestrictionPlugin(
        namespace(annotations),
        new PodTolerationRestrictionPlugin.Settings(List.of(), List.of(allowed)));
  }

  @Test
  void podsGetTheTolerationsOfTheirNamespace() {
    AdmissionPlugin plugin =
        tolerations(
            "'scheduler.alpha.kubernetes.io/defaultTolerations':'[{\\'key\\':\\'gpu\\',\\'operator\\':\\'Exists\\'}]'"
                .replace("\\'", "\\\""));
    assertThat(created(plugin, "", "spec", "tolerations"))
        .isEqualTo("[{key=gpu, operator=Exists}]");
    assertThat(
            created(
                plugin,
                "'containers':[{'resources':{'requests':{'cpu':'1'}}}]",
                "spec",
                "tolerations"))
        .isEqualTo(
            "[{key=gpu, operator=Exists}, {key=node.kubernetes.io/memory-pressure, operator=Exists,"
                + " effect=NoSchedule}]");
  }

  @Test
  void podsMayTolerateOnlyWhatIsAllowed() {
    AdmissionPlugin plugin = tolerations("", new Toleration("gpu", "Exists", "", "", null));
    assertThat(refusal(plugin, "'tolerations':[{'key':'gpu','operator':'Equal','value':'1'}]"))
        .isEmpty();
    assertThat(refusal(plugin, "'tolerations':[{'key':'other','operator':'Exists'}]"))
        .isEqualTo(
            "403 pods \"p\" is forbidden: pod tolerations (possibly merged with namespace default"
                + " tolerations) conflict with its cluster whitelist");
    assertThat(
            refusal(
                tolerations("'scheduler.alpha.kubernetes.io/tolerationsWhitelist':'{'"),
                "'tolerations':[{'key':'a','operator':'Exists'}]"))
        .startsWith("403 ");
  }

  @Test
  void widerTolerationsTakeInNarrowerOnes() {
    Toleration all = new Toleration("", "Exists", "", "", null);
    Toleration short10 = new Toleration("k", "Exists", "", "NoExecute", 10L);
    Toleration ever = new Toleration("k", "Exists", "", "NoExecute", null);
    Toleration equal = new Toleration("k", "Equal", "v", "NoSchedule", null);
    assertThat(Tolerations.merged(List.of(short10, equal, all))).containsExactly(all);
    assertThat(Tolerations.merged(List.of(short10, ever))).containsExactly(ever);
    assertThat(Tolerations.merged(List.of(equal, equal))).containsExactly(equal);
    assertThat(Tolerations.covers(short10, ever)).isFalse();
  }

  private static String event(AdmissionPlugin plugin, String namespace, String user) {
    AdmissionScenario admission = AdmissionScenario.of(plugin).as(user);
    return admission.refusal(
        () ->
            admission.creating(
                "", "events", "{'metadata':{'name':'e','namespace':'" + namespace + "'}}"));
  }

  @Test
  void eventsAreLimited() {
    AtomicLong nanos = new AtomicLong();
    AdmissionPlugin plugin =
        new EventRateLimitPlugin(
            List.of(new Limit(Scope.NAMESPACE, 1, 2, 10), new Limit(Scope.USER, 1, 3, 10)),
            nanos::get);
    assertThat(event(plugin, "a", "jane")).isEmpty();
    assertThat(event(plugin, "a", "jane")).isEmpty();
    assertThat(event(plugin, "a", "jane"))
        .isEqualTo("429 Too many requests: limit reached on type Namespace for key a");
    assertThat(event(plugin, "b", "jane"))
        .isEqualTo("429 Too many requests: limit reached on type User for key jane");
    assertThat(event(plugin, "b", "joe")).isEmpty();
    nanos.addAndGet(1_000_000_000L);
    assertThat(event(plugin, "a", "jane")).isEmpty();
    assertThat(refusal(plugin, "")).isEmpty();
  }

  @Test
  void aConfigurationSetsPluginsUp(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("events.yaml"),
        """
        apiVersion: eventratelimit.admission.k8s.io/v1alpha1
        kind: Configuration
        limits:
        - {type: Server, qps: 10, burst: 20}
        """);
    AdmissionFile file =
        file(
            folder,
            """
            - name: EventRateLimit
              path: events.yaml
            - name: PodNodeSelector
              configuration:
                podNodeSelectorPluginConfig:
                  clusterDefaultNodeSelector: zone=a
            """);
    assertThat(
            file.typed(
                "EventRateLimit",
                "eventratelimit.admission.k8s.io",
                Set.of("v1alpha1"),
                "Configuration",
                EventRateLimitPlugin::read))
        .contains(List.of(new Limit(Scope.SERVER, 10, 20, 4096)));
    assertThat(file.untyped("PodNodeSelector", PodNodeSelectorPlugin::read))
        .contains(Map.of("clusterDefaultNodeSelector", Map.of("zone", "a")));
  }

  private static AdmissionFile file(Path folder, String plugins) throws Exception {
    Path file = folder.resolve("admission.yaml");
    Files.writeString(
        file,
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n"
            + plugins);
    return AdmissionFile.read(file);
  }

  @Test
  void wrongConfigurationsAreRefusedAtTheStart(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> file(folder, "- name: Nonsense\n"))
        .hasMessageContaining("plugins[0].name");
    assertThatThrownBy(() -> file(folder, "- name: EventRateLimit\n  path: missing.yaml\n"))
        .hasMessageContaining("missing.yaml");
    AdmissionFile selectors =
        file(
            folder,
            "- name: PodNodeSelector\n  configuration: {podNodeSelectorPluginConfig: {n: a=b=c}}\n");
    assertThatThrownBy(() -> selectors.untyped("PodNodeSelector", PodNodeSelectorPlugin::read))
        .hasMessageContaining("invalid selector");
    AdmissionFile images =
        file(
            folder,
            "- name: ImagePolicyWebhook\n  configuration: {imagePolicy: {allowTTL: 99999}}\n");
    assertThatThrownBy(
            () -> images.untyped("ImagePolicyWebhook", ImagePolicyWebhookPlugin.Settings::read))
        .hasMessageContaining("imagePolicy.kubeConfigFile")
        .hasMessageContaining("imagePolicy.allowTTL");
  }
}
