package io.navarch.gateway.admission.podsecurity;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.patch.MergePatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Pods by which every rule of the Pod Security Standards is kept or broken, in the versions around
 * each change of the rule, made from a pod that keeps all of them.
 *
 * <p>The texts that are expected were seen from a kube-apiserver 1.36.2, which was asked all of
 * these.
 */
final class PodSecurityCases {
  /** The version that stands for the newest. */
  static final int LATEST = 36;

  private static final int ALWAYS = LATEST + 1;

  /**
   * A pod for a namespace that enforces a level.
   *
   * @param ephemeral a container to be added to the running pod; empty for a new pod
   * @param violation what the refusal tells of; empty when the pod is welcome
   */
  record Case(Level level, int minor, Map<String, Object> pod, String ephemeral, String violation) {
    String version() {
      return minor == LATEST ? "latest" : "v1." + minor;
    }

    String namespace() {
      return level.name().toLowerCase(java.util.Locale.ROOT) + "-1-" + minor;
    }
  }

  /**
   * A way to break a rule.
   *
   * @param from the first minor version that refuses it
   * @param until the first minor version that no longer does
   * @param restrictedUntil the same at the restricted level, where another check may take over
   */
  private record Way(
      Level level,
      int from,
      int until,
      int restrictedUntil,
      String change,
      String ephemeral,
      String violation) {
    Way(Level level, int from, int until, String change, String violation) {
      this(level, from, until, until, change, "", violation);
    }

    boolean isRefused(Level enforced, int minor) {
      return enforced.compareTo(level) >= 0
          && minor >= from
          && minor < (enforced == Level.RESTRICTED ? restrictedUntil : until);
    }

    /** Whether the restricted level has another check for it, which tells of more. */
    boolean isTakenOver(Level enforced, int minor) {
      return enforced == Level.RESTRICTED && restrictedUntil < until && minor >= restrictedUntil;
    }

    /** Where something changes, one before it, and both ends. */
    SortedSet<Integer> versions() {
      SortedSet<Integer> found = new TreeSet<>(List.of(0, LATEST));
      for (int change : List.of(from, until, restrictedUntil)) {
        Stream.of(change - 1, change).filter(v -> v >= 0 && v <= LATEST).forEach(found::add);
      }
      return found;
    }
  }

  private final List<Way> ways = new ArrayList<>();

  private PodSecurityCases() {
    baselineOfPods();
    baselineOfContainers();
    sysctls();
    restrictedOfContainers();
    volumes();
    usersOfTheirOwn();
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Way way : new PodSecurityCases().ways) {
      for (Level enforced : List.of(Level.BASELINE, Level.RESTRICTED)) {
        for (int minor : way.versions()) {
          if (way.isTakenOver(enforced, minor)) {
            continue;
          }
          boolean refused = way.isRefused(enforced, minor);
          cases.add(
              new Case(
                  enforced, minor, pod(way.change), way.ephemeral, refused ? way.violation : ""));
        }
      }
    }
    cases.addAll(others());
    return cases;
  }

  private static Object read(String json) {
    return Json.read(json.replace('\'', '"'));
  }

  /** The pod that keeps every rule, changed by a merge patch. */
  static Map<String, Object> pod(String change) {
    String container =
        "{'name':'%s','image':'x','securityContext':{'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']}}}";
    String good =
        "{'metadata':{'name':'p'},'spec':{'automountServiceAccountToken':false,'securityContext':"
            + "{'runAsNonRoot':true,'seccompProfile':{'type':'RuntimeDefault'}},'initContainers':["
            + container.formatted("i")
            + "],'containers':["
            + container.formatted("a")
            + "]}}";
    return patched(CheckedPod.tree(read(good)), CheckedPod.tree(read("{" + change + "}")));
  }

  /** Keys {@code a} and {@code i} change the containers of these names, all others the pod. */
  private static Map<String, Object> patched(Map<String, Object> pod, Map<String, Object> change) {
    for (String list : List.of("containers", "initContainers")) {
      List<Object> containers = new ArrayList<>();
      for (Map<String, Object> container : CheckedPod.trees(ApiObject.mapAt(pod, "spec"), list)) {
        Object own = change.remove(ApiObject.string(container, "name"));
        containers.add(own == null ? container : MergePatch.apply(container, own));
      }
      ApiObject.mapAt(pod, "spec").put(list, containers);
    }
    return CheckedPod.tree(MergePatch.apply(pod, change));
  }

  private void baseline(String change, String violation) {
    ways.add(new Way(Level.BASELINE, 0, ALWAYS, change, violation));
  }

  /** What no pod of the restricted level can have without breaking other rules, or validity. */
  private void baselineAlone(String change, String violation) {
    ways.add(new Way(Level.BASELINE, 0, ALWAYS, -1, change, "", violation));
  }

  private void welcome(String change) {
    ways.add(new Way(Level.BASELINE, ALWAYS, ALWAYS, change, ""));
  }

  private static String security(String fields) {
    return "'spec':{'securityContext':{" + fields + "}}";
  }

  /**
   * Something that one container says, another, both, one and the pod, and one that joins later.
   *
   * @param text what a refusal says of those whom {@code %s} names
   */
  private void ofContainers(
      Level level, int from, int until, int restrictedUntil, String security, String text) {
    String said = "{'securityContext':{" + security + "}}";
    add(level, from, until, restrictedUntil, "'a':" + said, "", text.formatted("container \"a\""));
    add(level, from, until, restrictedUntil, "'i':" + said, "", text.formatted("container \"i\""));
    add(
        level,
        from,
        until,
        restrictedUntil,
        "'a':" + said + ",'i':" + said,
        "",
        text.formatted("containers \"i\", \"a\""));
    add(
        level,
        from,
        until,
        restrictedUntil,
        "",
        "{'name':'e','image':'x','securityContext':{"
            + (security.contains("allowPrivilegeEscalation")
                ? ""
                : "'allowPrivilegeEscalation':false,")
            + (security.contains("capabilities") ? "" : "'capabilities':{'drop':['ALL']},")
            + security
            + "}}",
        text.formatted("container \"e\""));
  }

  private void ofPodAndContainers(Level level, int from, int until, String security, String text) {
    ofContainers(level, from, until, until, security, text);
    String pod = security(security);
    add(level, from, until, until, pod, "", text.formatted("pod"));
    add(
        level,
        from,
        until,
        until,
        pod + ",'a':{'securityContext':{" + security + "}}",
        "",
        text.formatted("pod and container \"a\""));
  }

  private void add(
      Level level,
      int from,
      int until,
      int restrictedUntil,
      String change,
      String ephemeral,
      String violation) {
    ways.add(new Way(level, from, until, restrictedUntil, change, ephemeral, violation));
  }

  private void baselineOfPods() {
    welcome("");
    baseline("'spec':{'hostNetwork':true}", "host namespaces (hostNetwork=true)");
    baseline("'spec':{'hostPID':true}", "host namespaces (hostPID=true)");
    baseline("'spec':{'hostIPC':true}", "host namespaces (hostIPC=true)");
    baseline(
        "'spec':{'hostNetwork':true,'hostPID':true,'hostIPC':true}",
        "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)");
    baseline(
        "'spec':{'hostNetwork':true},'a':{'ports':[{'containerPort':80}]}",
        "host namespaces (hostNetwork=true), hostPort (container \"a\" uses hostPort 80)");
    baseline(
        "'a':{'ports':[{'containerPort':80,'hostPort':8080},{'containerPort':81,'hostPort':9}]}",
        "hostPort (container \"a\" uses hostPorts 8080, 9)");
    baseline(
        "'a':{'ports':[{'containerPort':80,'hostPort':80}]},'i':{'ports':[{'containerPort':80,'hostPort':80}]}",
        "hostPort (containers \"i\", \"a\" use hostPort 80)");
    welcome("'a':{'ports':[{'containerPort':80,'hostPort':0}]}");
    for (String profile : List.of("runtime/default", "localhost/own")) {
      welcome(annotation("container.apparmor.security.beta.kubernetes.io/a", profile));
    }
    baseline(
        annotation("container.apparmor.security.beta.kubernetes.io/a", "unconfined"),
        "forbidden AppArmor profiles (container \"a\" and annotation must not set AppArmor profile"
            + " type to \"Unconfined\", \"container.apparmor.security.beta.kubernetes.io/a=\"unconfined\"\")");
  }

  private static String annotation(String name, String value) {
    return "'metadata':{'annotations':{'" + name + "':'" + value + "'}}";
  }

  private void baselineOfContainers() {
    Level level = Level.BASELINE;
    baselineAlone(
        "'a':{'securityContext':{'privileged':true,'allowPrivilegeEscalation':null}}",
        "privileged (container \"a\" must not set securityContext.privileged=true)");
    baselineAlone(
        "'a':{'securityContext':{'privileged':true,'allowPrivilegeEscalation':null}},"
            + "'i':{'securityContext':{'privileged':true,'allowPrivilegeEscalation':null}}",
        "privileged (containers \"i\", \"a\" must not set securityContext.privileged=true)");
    welcome("'a':{'securityContext':{'privileged':false}}");
    String process = "'securityContext':{'windowsOptions':{'hostProcess':true}}";
    baselineAlone(
        "'spec':{'hostNetwork':true," + process + "}",
        "host namespaces (hostNetwork=true), hostProcess (pod must not set"
            + " securityContext.windowsOptions.hostProcess=true)");
    baselineAlone(
        "'spec':{'hostNetwork':true},'a':{" + process + "},'i':{" + process + "}",
        "host namespaces (hostNetwork=true), hostProcess (containers \"i\", \"a\" must not set"
            + " securityContext.windowsOptions.hostProcess=true)");
    for (String added : List.of("NET_RAW", "NET_ADMIN", "SYS_TIME", "ALL", "chown")) {
      ofContainers(
          level,
          0,
          ALWAYS,
          22,
          "'capabilities':{'drop':['ALL'],'add':['CHOWN','" + added + "']}",
          "non-default capabilities (%s must not include \""
              + added
              + "\" in securityContext.capabilities.add)");
    }
    ofPodAndContainers(
        level,
        0,
        ALWAYS,
        "'seLinuxOptions':{'type':'spc_t','user':'u','role':'r','level':'s0'}",
        "seLinuxOptions (%s set forbidden securityContext.seLinuxOptions: type \"spc_t\"; user may"
            + " not be set; role may not be set)");
    ofPodAndContainers(
        level,
        0,
        31,
        "'seLinuxOptions':{'type':'container_engine_t'}",
        "seLinuxOptions (%s set forbidden securityContext.seLinuxOptions: type"
            + " \"container_engine_t\")");
    for (String type : List.of("container_t", "container_init_t", "container_kvm_t", "")) {
      welcome(security("'seLinuxOptions':{'level':'s0','type':'" + type + "'}"));
    }
    ofPodAndContainers(
        level,
        0,
        ALWAYS,
        "'appArmorProfile':{'type':'Unconfined'}",
        "forbidden AppArmor profile (%s must not set AppArmor profile type to \"Unconfined\")");
    welcome(security("'appArmorProfile':{'type':'Localhost','localhostProfile':'own'}"));
    ofPodAndContainers(
        level,
        19,
        ALWAYS,
        "'seccompProfile':{'type':'Unconfined'}",
        "seccompProfile (%s must not set securityContext.seccompProfile.type to \"Unconfined\")");
    welcome(security("'seccompProfile':{'type':'Localhost','localhostProfile':'own'}"));
    for (String handler :
        List.of(
            "'livenessProbe':{'httpGet':{'port':1,'host':'h'}}",
            "'readinessProbe':{'tcpSocket':{'port':1,'host':'h'}}",
            "'startupProbe':{'httpGet':{'port':1,'host':'h'}}",
            "'lifecycle':{'postStart':{'httpGet':{'port':1,'host':'h'}}}",
            "'lifecycle':{'preStop':{'tcpSocket':{'port':1,'host':'h'}}}")) {
      add(
          level,
          34,
          ALWAYS,
          ALWAYS,
          "'a':{" + handler + "}",
          "",
          "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"h\")");
      welcome(
          "'a':{"
              + handler
                  .replace("'host':'h'", "'path':'/'")
                  .replace("'tcpSocket':{'port':1,'path':'/'}", "'tcpSocket':{'port':1}")
              + "}");
    }
  }

  private void sysctls() {
    Map<String, Integer> safeFrom =
        Map.ofEntries(
            Map.entry("kernel.shm_rmid_forced", 0),
            Map.entry("net.ipv4.ip_local_port_range", 0),
            Map.entry("net.ipv4.tcp_syncookies", 0),
            Map.entry("net.ipv4.ping_group_range", 0),
            Map.entry("net.ipv4.ip_unprivileged_port_start", 0),
            Map.entry("net.ipv4.ip_local_reserved_ports", 27),
            Map.entry("net.ipv4.tcp_keepalive_time", 29),
            Map.entry("net.ipv4.tcp_fin_timeout", 29),
            Map.entry("net.ipv4.tcp_keepalive_intvl", 29),
            Map.entry("net.ipv4.tcp_keepalive_probes", 29),
            Map.entry("net.ipv4.tcp_rmem", 32),
            Map.entry("net.ipv4.tcp_wmem", 32),
            Map.entry("kernel.msgmax", ALWAYS),
            Map.entry("net.ipv4.ip_forward", ALWAYS));
    safeFrom.forEach(
        (name, from) ->
            ways.add(
                new Way(
                    Level.BASELINE,
                    0,
                    from,
                    security("'sysctls':[{'name':'" + name + "','value':'1'}]"),
                    "forbidden sysctls (" + name + ")")));
  }

  private void restrictedOfContainers() {
    Level level = Level.RESTRICTED;
    String escalation =
        "allowPrivilegeEscalation != false (%s must set"
            + " securityContext.allowPrivilegeEscalation=false)";
    ofContainers(level, 8, ALWAYS, ALWAYS, "'allowPrivilegeEscalation':true", escalation);
    ofContainers(level, 8, ALWAYS, ALWAYS, "'allowPrivilegeEscalation':null", escalation);
    String drop =
        "unrestricted capabilities (%s must set securityContext.capabilities.drop=[\"ALL\"])";
    ofContainers(level, 22, ALWAYS, ALWAYS, "'capabilities':null", drop);
    ofContainers(level, 22, ALWAYS, ALWAYS, "'capabilities':{'drop':['NET_RAW']}", drop);
    ofContainers(
        level,
        22,
        ALWAYS,
        ALWAYS,
        "'capabilities':{'drop':['ALL'],'add':['CHOWN','NET_BIND_SERVICE']}",
        "unrestricted capabilities (%s must not include \"CHOWN\" in"
            + " securityContext.capabilities.add)");
    welcome("'a':{'securityContext':{'capabilities':{'add':['NET_BIND_SERVICE']}}}");
    ofPodAndContainers(
        level,
        0,
        ALWAYS,
        "'runAsNonRoot':false",
        "runAsNonRoot != true (%s must not set securityContext.runAsNonRoot=false)");
    add(
        level,
        0,
        ALWAYS,
        ALWAYS,
        security("'runAsNonRoot':null") + ",'i':{'securityContext':{'runAsNonRoot':true}}",
        "",
        "runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)");
    ofContainers(
        level, 23, ALWAYS, ALWAYS, "'runAsUser':0", "runAsUser=0 (%s must not set runAsUser=0)");
    welcome(security("'runAsUser':1"));
    add(
        level,
        19,
        ALWAYS,
        ALWAYS,
        security("'seccompProfile':null")
            + ",'i':{'securityContext':{'seccompProfile':{'type':'RuntimeDefault'}}}",
        "",
        "seccompProfile (pod or container \"a\" must set securityContext.seccompProfile.type to"
            + " \"RuntimeDefault\" or \"Localhost\")");
  }

  private void volumes() {
    for (String volume :
        List.of(
            "'configMap':{'name':'x'}",
            "'csi':{'driver':'x'}",
            "'downwardAPI':{'items':[]}",
            "'emptyDir':{}",
            "'ephemeral':{'volumeClaimTemplate':{'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}}",
            "'image':{'reference':'x'}",
            "'persistentVolumeClaim':{'claimName':'x'}",
            "'projected':{'sources':[]}",
            "'secret':{'secretName':'x'}")) {
      welcome("'spec':{'volumes':[{'name':'v'," + volume + "}]}");
    }
    Map<String, String> denied =
        Map.ofEntries(
            Map.entry("awsElasticBlockStore", "'volumeID':'x'"),
            Map.entry(
                "azureDisk", "'diskName':'x','diskURI':'https://a.blob.core.windows.net/c/d.vhd'"),
            Map.entry("azureFile", "'secretName':'x','shareName':'y'"),
            Map.entry("cephfs", "'monitors':['x']"),
            Map.entry("cinder", "'volumeID':'x'"),
            Map.entry("fc", "'targetWWNs':['x'],'lun':1"),
            Map.entry("flexVolume", "'driver':'x'"),
            Map.entry("flocker", "'datasetName':'x'"),
            Map.entry("gcePersistentDisk", "'pdName':'x'"),
            Map.entry("gitRepo", "'repository':'x'"),
            Map.entry("glusterfs", "'endpoints':'x','path':'y'"),
            Map.entry("iscsi", "'targetPortal':'x:1','iqn':'iqn.2000-01.com.x:y','lun':1"),
            Map.entry("nfs", "'server':'x','path':'/y'"),
            Map.entry("photonPersistentDisk", "'pdID':'x'"),
            Map.entry("portworxVolume", "'volumeID':'x'"),
            Map.entry("quobyte", "'registry':'x:1','volume':'y'"),
            Map.entry("rbd", "'monitors':['x'],'image':'y'"),
            Map.entry(
                "scaleIO", "'gateway':'x','system':'y','volumeName':'z','secretRef':{'name':'s'}"),
            Map.entry("storageos", "'volumeName':'x'"),
            Map.entry("vsphereVolume", "'volumePath':'x'"));
    denied.forEach(
        (type, fields) ->
            add(
                Level.RESTRICTED,
                0,
                ALWAYS,
                ALWAYS,
                "'spec':{'volumes':[{'name':'v','" + type + "':{" + fields + "}}]}",
                "",
                "restricted volume types (volume \"v\" uses restricted volume type \""
                    + type
                    + "\")"));
    String host =
        "'spec':{'volumes':[{'name':'v','hostPath':{'path':'/'}},{'name':'w','hostPath':{'path':'/'}}]}";
    add(Level.BASELINE, 0, ALWAYS, -1, host, "", "hostPath volumes (volumes \"v\", \"w\")");
  }

  private void usersOfTheirOwn() {
    String own = "'spec':{'hostUsers':false%s}";
    String unmasked = ",'a':{'securityContext':{'procMount':'Unmasked'}}";
    add(
        Level.BASELINE,
        0,
        35,
        ALWAYS,
        own.formatted("") + unmasked,
        "",
        "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")");
    add(
        Level.RESTRICTED,
        0,
        35,
        35,
        own.formatted(",'securityContext':{'runAsNonRoot':false}"),
        "",
        "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)");
    add(
        Level.RESTRICTED,
        23,
        35,
        35,
        own.formatted(",'securityContext':{'runAsUser':0}"),
        "",
        "runAsUser=0 (pod must not set runAsUser=0)");
    welcome("'a':{'securityContext':{'procMount':'Default'}}");
  }

  /** Windows has none of what three checks look for, which they know since 1.25. */
  private static List<Case> others() {
    String pod =
        "'spec':{'os':{'name':'%s'},'securityContext':{'seccompProfile':null},'initContainers':null},"
            + "'a':{'securityContext':null}";
    String escalation =
        "allowPrivilegeEscalation != false (container \"a\" must set"
            + " securityContext.allowPrivilegeEscalation=false)";
    String drop =
        ", unrestricted capabilities (container \"a\" must set"
            + " securityContext.capabilities.drop=[\"ALL\"])";
    String seccomp =
        ", seccompProfile (pod or container \"a\" must set securityContext.seccompProfile.type to"
            + " \"RuntimeDefault\" or \"Localhost\")";
    Map<Integer, String> told =
        Map.of(
            7,
            "",
            8,
            escalation,
            18,
            escalation,
            19,
            escalation + seccomp,
            21,
            escalation + seccomp,
            22,
            escalation + drop + seccomp,
            24,
            escalation + drop + seccomp,
            25,
            escalation + drop + seccomp,
            LATEST,
            escalation + drop + seccomp);
    List<Case> cases = new ArrayList<>();
    for (String system : List.of("linux", "windows")) {
      told.forEach(
          (minor, text) ->
              cases.add(
                  new Case(
                      Level.RESTRICTED,
                      minor,
                      pod(pod.formatted(system)),
                      "",
                      system.equals("windows") && minor >= 25 ? "" : text)));
    }
    for (int minor : List.of(0, LATEST)) {
      String volumes =
          "'spec':{'volumes':[{'name':'v','hostPath':{'path':'/'}},{'name':'w','nfs':{'server':'x','path':'/y'}}]}";
      String text =
          "restricted volume types (volumes \"v\", \"w\" use restricted volume types \"hostPath\", \"nfs\")";
      cases.add(new Case(Level.RESTRICTED, minor, pod(volumes), "", text));
    }
    return cases;
  }
}
