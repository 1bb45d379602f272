package io.navarch.gateway.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.navarch.gateway.access.FakeObjects;
import io.navarch.gateway.admission.AdmissionScenario;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodSecurityPluginTest {
  private static final String ROOT =
      "{'metadata':{'name':'p','namespace':'n'},'spec':{'hostPID':true}}";

  private final FakeObjects objects = new FakeObjects();
  private final AdmissionScenario admission =
      AdmissionScenario.of(
          new PodSecurityPlugin(
              objects,
              new PodSecurityProperties(
                  "privileged",
                  "latest",
                  "privileged",
                  "latest",
                  "privileged",
                  "latest",
                  Set.of("boss"),
                  Set.of("spared"),
                  Set.of("sandboxed")),
              new PodSecurityMetrics(new SimpleMeterRegistry())));

  private static String namespace(String name, String labels) {
    return "{'metadata':{'name':'" + name + "','labels':{" + labels + "}}}";
  }

  private static String label(String name, String value) {
    return "'pod-security.kubernetes.io/" + name + "':'" + value + "'";
  }

  private void given(String labels) {
    objects.with("", "namespaces", namespace("n", labels));
  }

  private String refusal(String json) {
    return admission.refusal(() -> admission.creating("", "pods", json));
  }

  @Test
  void aPodThatBreaksTheEnforcedLevelIsRefused() {
    given(label("enforce", "baseline"));
    assertThat(refusal(ROOT))
        .isEqualTo(
            "403 pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces"
                + " (hostPID=true)");
    assertThat(admission.warnings()).isEmpty();
  }

  @Test
  void theEnforcedLevelWarnsOfTemplates() {
    given(label("enforce", "baseline") + "," + label("enforce-version", "v1.30"));
    String job =
        "{'metadata':{'name':'j','namespace':'n'},'spec':{'jobTemplate':{'spec':{'template':{'spec':{'hostPID':true}}}}}}";
    assertThat(admission.refusal(() -> admission.creating("batch", "cronjobs", job))).isEmpty();
    assertThat(admission.warnings())
        .containsExactly(
            "would violate PodSecurity \"baseline:v1.30\": host namespaces (hostPID=true)");
  }

  @Test
  void warnLevelsWarnOfPods() {
    given(label("warn", "baseline"));
    assertThat(refusal(ROOT)).isEmpty();
    assertThat(admission.warnings())
        .containsExactly(
            "would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true)");
  }

  @Test
  void usersRuntimeClassesAndNamespacesMayBeExempt() {
    given(label("enforce", "baseline"));
    admission.as("boss");
    assertThat(refusal(ROOT)).isEmpty();
    admission.as("jane");
    assertThat(refusal(ROOT.replace("'hostPID'", "'runtimeClassName':'sandboxed','hostPID'")))
        .isEmpty();
    objects.with("", "namespaces", namespace("spared", label("enforce", "baseline")));
    assertThat(refusal(ROOT.replace("'n'", "'spared'"))).isEmpty();
    assertThat(refusal(ROOT)).isNotEmpty();
  }

  @Test
  void updatesCountWhenImagesChange() {
    given(label("enforce", "baseline"));
    String old = ROOT.replace("'hostPID'", "'containers':[{'name':'a','image':'x:1'}],'hostPID'");
    String same = old.replace("'name':'p'", "'name':'p','labels':{'a':'b'}");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "", same, old))).isEmpty();
    assertThat(
            admission.refusal(
                () -> admission.updating("", "pods", "", old.replace("x:1", "x:2"), old)))
        .contains("violates PodSecurity");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "status", ROOT, old)))
        .isEmpty();
  }

  @Test
  void malformedLabelsAreRefused() {
    assertThat(
            admission.refusal(
                () ->
                    admission.creating(
                        "",
                        "namespaces",
                        namespace(
                            "n", label("enforce", "strict") + "," + label("warn-version", "1")))))
        .isEqualTo(
            "422 Namespace \"n\" is invalid:"
                + " [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value:"
                + " \"strict\": must be one of privileged, baseline, restricted,"
                + " metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: \"1\":"
                + " must be \"latest\" or \"v1.x\"]");
  }

  @Test
  void aStricterNamespaceSaysWhichPodsBreakIt() {
    for (String pod : new String[] {"a", "b", "c"}) {
      objects.with("", "pods", ROOT.replace("'p'", "'" + pod + "'"));
    }
    objects.with("", "pods", ROOT.replace("'p'", "'z'").replace("hostPID", "hostIPC"));
    String old = namespace("n", "");
    String now = namespace("n", label("enforce", "baseline"));
    assertThat(admission.refusal(() -> admission.updating("", "namespaces", "", now, old)))
        .isEmpty();
    assertThat(admission.warnings())
        .containsExactly(
            "existing pods in namespace \"n\" violate the new PodSecurity enforce level"
                + " \"baseline:latest\"",
            "a (and 3 other pods): host namespaces");
  }

  @Test
  void anExemptNamespaceSaysThatItsLabelsDoNothing() {
    admission.creating("", "namespaces", namespace("spared", label("enforce", "restricted")));
    assertThat(admission.warnings())
        .containsExactly(
            "namespace \"spared\" is exempt from Pod Security, and the policy"
                + " (enforce=restricted:latest) will be ignored");
  }
}
