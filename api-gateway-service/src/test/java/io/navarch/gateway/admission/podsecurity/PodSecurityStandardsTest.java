package io.navarch.gateway.admission.podsecurity;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.gateway.admission.AdmissionScenario;
import io.navarch.model.object.ApiObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One line a violation, in the words of the Kubernetes API. */
class PodSecurityStandardsTest {
  private static final String GOOD =
      "'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']},'runAsNonRoot':true,"
          + "'seccompProfile':{'type':'RuntimeDefault'}";

  private static String violations(String level, int minor, String pod) {
    ApiObject tree = AdmissionScenario.tree(pod.replace("GOOD", GOOD));
    CheckedPod checked = new CheckedPod(tree.annotations(), ApiObject.mapAt(tree.root(), "spec"));
    List<Violation> found =
        PodSecurityStandards.violations(
            new LevelVersion(Level.parse(level).orElseThrow(), minor), checked);
    return PodSecurityStandards.details(found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "",
      nullValues = "-",
      textBlock =
          """
          36|'spec':{'hostNetwork':true,'hostPID':true,'hostIPC':true}|host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)
          36|'spec':{'containers':[{'name':'a','securityContext':{'privileged':true}}]}|privileged (container "a" must not set securityContext.privileged=true)
          36|'spec':{'initContainers':[{'name':'i','securityContext':{'privileged':true}}],'containers':[{'name':'a','securityContext':{'privileged':true}}]}|privileged (containers "i", "a" must not set securityContext.privileged=true)
          36|'spec':{'containers':[{'name':'a','securityContext':{'capabilities':{'add':['NET_ADMIN','CHOWN','BPF']}}}]}|non-default capabilities (container "a" must not include "BPF", "NET_ADMIN" in securityContext.capabilities.add)
          36|'spec':{'volumes':[{'name':'v','hostPath':{'path':'/'}},{'name':'w','hostPath':{'path':'/'}}]}|hostPath volumes (volumes "v", "w")
          36|'spec':{'containers':[{'name':'a','ports':[{'hostPort':80},{'hostPort':443}]}]}|hostPort (container "a" uses hostPorts 443, 80)
          36|'spec':{'containers':[{'name':'a','livenessProbe':{'httpGet':{'host':'evil','port':80}}}]}|probe or lifecycle host (container "a" uses probe or lifecycle host "evil")
          33|'spec':{'containers':[{'name':'a','livenessProbe':{'httpGet':{'host':'evil','port':80}}}]}|-
          36|'metadata':{'annotations':{'container.apparmor.security.beta.kubernetes.io/a':'unconfined'}},'spec':{}|forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/a="unconfined"")
          36|'spec':{'securityContext':{'appArmorProfile':{'type':'Unconfined'}},'containers':[{'name':'a','securityContext':{'appArmorProfile':{'type':'Unconfined'}}}]}|forbidden AppArmor profile (pod and container "a" must not set AppArmor profile type to "Unconfined")
          36|'spec':{'securityContext':{'seLinuxOptions':{'type':'spc_t','user':'u','role':'r'}}}|seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)
          30|'spec':{'securityContext':{'seLinuxOptions':{'type':'container_engine_t'}}}|seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "container_engine_t")
          31|'spec':{'securityContext':{'seLinuxOptions':{'type':'container_engine_t'}}}|-
          36|'spec':{'containers':[{'name':'a','securityContext':{'procMount':'Unmasked'}}]}|procMount (container "a" must not set securityContext.procMount to "Unmasked")
          36|'spec':{'hostUsers':false,'containers':[{'name':'a','securityContext':{'procMount':'Unmasked'}}]}|-
          34|'spec':{'hostUsers':false,'containers':[{'name':'a','securityContext':{'procMount':'Unmasked'}}]}|procMount (container "a" must not set securityContext.procMount to "Unmasked")
          36|'spec':{'containers':[{'name':'a','securityContext':{'seccompProfile':{'type':'Unconfined'}}}]}|seccompProfile (container "a" must not set securityContext.seccompProfile.type to "Unconfined")
          18|'metadata':{'annotations':{'seccomp.security.alpha.kubernetes.io/pod':'unconfined'}},'spec':{}|seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")
          36|'spec':{'securityContext':{'sysctls':[{'name':'kernel.msgmax','value':'1'},{'name':'net.ipv4.tcp_rmem','value':'1'}]}}|forbidden sysctls (kernel.msgmax)
          31|'spec':{'securityContext':{'sysctls':[{'name':'net.ipv4.tcp_rmem','value':'1'}]}}|forbidden sysctls (net.ipv4.tcp_rmem)
          36|'spec':{'securityContext':{'windowsOptions':{'hostProcess':true}}}|hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)
          36|'spec':{'containers':[{'name':'a','image':'x'}]}|-
          """)
  void baseline(int minor, String pod, String expected) {
    assertThat(violations("baseline", minor, "{" + pod + "}"))
        .isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      textBlock =
          """
          36|'spec':{'containers':[{'name':'a','securityContext':{GOOD}}]}|-
          36|'spec':{'containers':[{'name':'a'}]}|allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")
          36|'spec':{'containers':[{'name':'a','securityContext':{GOOD,'runAsUser':0}}]}|runAsUser=0 (container "a" must not set runAsUser=0)
          36|'spec':{'containers':[{'name':'a','securityContext':{GOOD}}],'volumes':[{'name':'v','hostPath':{'path':'/'}},{'name':'n','nfs':{}}]}|restricted volume types (volumes "v", "n" use restricted volume types "hostPath", "nfs")
          36|'spec':{'hostNetwork':true,'containers':[{'name':'a','securityContext':{GOOD}}]}|host namespaces (hostNetwork=true)
          36|'spec':{'containers':[{'name':'a','securityContext':{'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL'],'add':['CHOWN','NET_BIND_SERVICE']},'runAsNonRoot':true,'seccompProfile':{'type':'Localhost'}}}]}|unrestricted capabilities (container "a" must not include "CHOWN" in securityContext.capabilities.add)
          36|'spec':{'securityContext':{'runAsNonRoot':false},'containers':[{'name':'a','securityContext':{GOOD}}]}|runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)
          36|'spec':{'os':{'name':'windows'},'securityContext':{'runAsNonRoot':true},'containers':[{'name':'a'}]}|-
          7|'spec':{'securityContext':{'runAsNonRoot':true},'containers':[{'name':'a'}]}|-
          36|'spec':{'hostUsers':false,'containers':[{'name':'a','securityContext':{GOOD,'procMount':'Unmasked'}}]}|procMount (container "a" must not set securityContext.procMount to "Unmasked")
          """)
  void restricted(int minor, String pod, String expected) {
    assertThat(violations("restricted", minor, "{" + pod + "}"))
        .isEqualTo(expected == null ? "" : expected);
  }
}
