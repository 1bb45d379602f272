package io.navarch.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.access.FakeObjects;
import io.navarch.model.object.ApiObject;
import org.junit.jupiter.api.Test;

class LimitRangerPluginTest {
  private final FakeObjects objects = new FakeObjects();
  private final AdmissionScenario admission = AdmissionScenario.of(new LimitRangerPlugin(objects));

  private void range(String type, String bounds) {
    objects.with(
        "",
        "limitranges",
        "{'metadata':{'name':'r','namespace':'n'},'spec':{'limits':[{'type':'"
            + type
            + "',"
            + bounds
            + "}]}}");
  }

  private static String pod(String containers) {
    return "{'metadata':{'name':'p','namespace':'n'},'spec':{" + containers + "}}";
  }

  private String refusal(String pod) {
    return admission.refusal(() -> admission.creating("", "pods", pod));
  }

  @Test
  void containersThatSayNothingGetTheDefaults() {
    range(
        "Container",
        "'defaultRequest':{'cpu':'100m','memory':'64Mi'},'default':{'cpu':'200m','memory':'128Mi'}");
    ApiObject pod =
        admission.creating(
            "",
            "pods",
            pod(
                "'containers':[{'name':'a'},{'name':'b','resources':{'requests':{'cpu':'1'}}}],"
                    + "'initContainers':[{'name':'i'}]"));
    assertThat(PodTrees.containers(PodTrees.spec(pod), "containers").toString())
        .isEqualTo(
            "[{name=a, resources={requests={cpu=100m, memory=64Mi}, limits={cpu=200m, memory=128Mi}}},"
                + " {name=b, resources={requests={cpu=1, memory=64Mi}, limits={cpu=200m, memory=128Mi}}}]");
    assertThat(pod.annotations())
        .containsEntry(
            "kubernetes.io/limit-ranger",
            "LimitRanger plugin set: cpu, memory request for container a; cpu, memory limit for"
                + " container a; memory request for container b; cpu, memory limit for container b;"
                + " cpu, memory request for init container i; cpu, memory limit for init container"
                + " i");
  }

  @Test
  void whatIsOutsideTheRangeIsRefused() {
    range(
        "Container",
        "'min':{'cpu':'100m'},'max':{'memory':'1Gi'},'maxLimitRequestRatio':{'cpu':'2'}");
    assertThat(refusal(pod("'containers':[{'name':'a'}]")))
        .isEqualTo(
            "403 pods \"p\" is forbidden: [minimum cpu usage per Container is 100m.  No request is"
                + " specified, maximum memory usage per Container is 1Gi.  No limit is specified,"
                + " cpu max limit to request ratio per Container is 2, but no request is specified"
                + " or request is 0]");
    assertThat(
            refusal(
                pod(
                    "'containers':[{'name':'a','resources':{'requests':{'cpu':'50m','memory':'2Gi'},"
                        + "'limits':{'cpu':'100m','memory':'2Gi'}}}]")))
        .isEqualTo(
            "403 pods \"p\" is forbidden: [minimum cpu usage per Container is 100m, but request is"
                + " 50m, maximum memory usage per Container is 1Gi, but limit is 2Gi]");
    assertThat(
            refusal(
                pod(
                    "'containers':[{'name':'a','resources':{'requests':{'cpu':'100m','memory':'1Gi'},"
                        + "'limits':{'cpu':'250m','memory':'1Gi'}}}]")))
        .isEqualTo(
            "403 pods \"p\" is forbidden: cpu max limit to request ratio per Container is 2, but"
                + " provided ratio is 2.500000");
    assertThat(
            refusal(
                pod(
                    "'containers':[{'name':'a','resources':{'requests':{'cpu':'100m'},"
                        + "'limits':{'cpu':'200m','memory':'1Gi'}}}]")))
        .isEmpty();
  }

  @Test
  void thePodAsAWholeCountsSidecarsAndTheStart() {
    range("Pod", "'max':{'cpu':'1'}");
    String two =
        "'containers':[{'name':'a','resources':{'limits':{'cpu':'600m'}}}],'initContainers':[{'name':'s',"
            + "'restartPolicy':'Always','resources':{'limits':{'cpu':'600m'}}}]";
    assertThat(refusal(pod(two)))
        .isEqualTo(
            "403 pods \"p\" is forbidden: maximum cpu usage per Pod is 1, but limit is 1200m");
    String start =
        "'containers':[{'name':'a','resources':{'limits':{'cpu':'600m'}}}],'initContainers':[{'name':'s',"
            + "'resources':{'limits':{'cpu':'900m'}}}]";
    assertThat(refusal(pod(start))).isEmpty();
    String whole = "'resources':{'limits':{'cpu':'2'}},'containers':[{'name':'a'}]";
    assertThat(refusal(pod(whole)))
        .isEqualTo("403 pods \"p\" is forbidden: maximum cpu usage per Pod is 1, but limit is 2");
  }

  @Test
  void claimsHaveTheirOwnBounds() {
    range("PersistentVolumeClaim", "'min':{'storage':'1Gi'},'max':{'storage':'2Gi'}");
    String claim =
        "{'metadata':{'name':'c','namespace':'n'},'spec':{'resources':{'requests':{'storage':'%s'}}}}";
    assertThat(claimRefusal(claim.formatted("3Gi")))
        .isEqualTo(
            "403 persistentvolumeclaims \"c\" is forbidden: maximum storage usage per"
                + " PersistentVolumeClaim is 2Gi, but request is 3Gi");
    assertThat(claimRefusal(claim.formatted("500Mi")))
        .isEqualTo(
            "403 persistentvolumeclaims \"c\" is forbidden: minimum storage usage per"
                + " PersistentVolumeClaim is 1Gi, but request is 500Mi");
    assertThat(claimRefusal(claim.formatted("2Gi"))).isEmpty();
  }

  private String claimRefusal(String claim) {
    return admission.refusal(() -> admission.creating("", "persistentvolumeclaims", claim));
  }

  @Test
  void otherWritesAndOtherNamespacesAreLeftAlone() {
    range("Container", "'min':{'cpu':'100m'}");
    assertThat(
            refusal(
                "{'metadata':{'name':'p','namespace':'m'},'spec':{'containers':[{'name':'a'}]}}"))
        .isEmpty();
    String pod = pod("'containers':[{'name':'a'}]");
    assertThat(admission.refusal(() -> admission.updating("", "pods", "", pod, pod))).isEmpty();
    assertThat(admission.refusal(() -> admission.updating("", "pods", "resize", pod, pod)))
        .contains("No request is specified");
  }
}
