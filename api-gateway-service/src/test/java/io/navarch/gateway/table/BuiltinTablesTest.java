package io.navarch.gateway.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.json.Json;
import io.navarch.model.object.ApiObject;
import io.navarch.model.resource.BuiltinResources;
import io.navarch.model.resource.ResourceDefinition;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BuiltinTablesTest {
  private static final Tables TABLES = new BuiltinTables();

  /** Objects with parts that are missing, null or of a wrong type. */
  private static final List<String> BROKEN =
      List.of(
          "{}",
          "{'metadata':null,'spec':null,'status':null,'data':null}",
          "{'metadata':{'name':null,'creationTimestamp':null,'labels':null},'spec':{},'status':{}}",
          "{'metadata':{'creationTimestamp':'soon'},'spec':[],'status':[null],'ports':[null]}",
          "{'spec':{'ports':[null,1],'selector':{'matchExpressions':[null]},'template':{'spec':"
              + "{'containers':[null,'x']}},'metrics':[null],'rules':[null]},'status':{'conditions':"
              + "[null,{'type':null}],'containerStatuses':[null,{'state':null}],"
              + "'initContainerStatuses':[null],'hard':{'cpu':null},'capacity':{'storage':'x'}},"
              + "'subsets':[null],'endpoints':[null,{'addresses':[null]}],'series':{},"
              + "'subjects':[null]}");

  static Stream<ResourceDefinition> resources() {
    return BuiltinResources.instance().all().stream();
  }

  @ParameterizedTest
  @MethodSource("resources")
  void cellsFitTheColumnsEvenOfBrokenObjects(ResourceDefinition resource) {
    int columns = TABLES.columns(resource).size();
    // An IPAddress has one cell more than it has columns, as upstream.
    int expected = TABLES.columns(resource).getLast().get("name").equals("ParentRef") ? 3 : columns;
    for (String json : BROKEN) {
      byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      List<Object> cells = TABLES.cells(resource, ApiObject.read(bytes), Shown.NOON);
      assertThat(cells).as(json).hasSize(expected).doesNotContainNull();
      Json.write(cells);
    }
  }

  @Test
  void columnsHaveAllMembers() {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("name", "Node");
    expected.put("type", "string");
    expected.put("format", "");
    expected.put("priority", 1L);
    assertThat(TABLES.columns(Shown.resource("Pod")).get(6)).containsAllEntriesOf(expected);
  }

  @Test
  void nodes() {
    Shown.of(
            "Node",
            "'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready',"
                + "'status':'True'}],'addresses':[{'type':'InternalIP','address':'10.0.0.9'}],"
                + "'nodeInfo':{'kubeletVersion':'v1.36.0','kernelVersion':'6.1',"
                + "'architecture':'amd64'}}")
        .cell("Status", "Ready,SchedulingDisabled")
        .cell("Roles", "<none>")
        .cell("Version", "v1.36.0")
        .cell("Internal-IP", "10.0.0.9")
        .cell("OS-Image", "<unknown>")
        .cell("Kernel-Version", "6.1 (amd64)");
  }

  @Test
  void deployments() {
    Shown.of(
            "Deployment",
            "'spec':{'replicas':3,'selector':{'matchLabels':{'app':'w','a':'b'}},'template':"
                + "{'spec':{'containers':[{'name':'c','image':'i:1'},{'name':'d','image':'j'}]}}},"
                + "'status':{'readyReplicas':2,'updatedReplicas':3}")
        .cell("Ready", "2/3")
        .cell("Up-to-date", 3L)
        .cell("Available", 0L)
        .cell("Containers", "c,d")
        .cell("Images", "i:1,j")
        .cell("Selector", "a=b,app=w");
  }

  @Test
  void services() {
    Shown.of(
            "Service",
            "'spec':{'type':'NodePort','clusterIPs':['10.96.0.7'],'ports':[{'port':80,"
                + "'protocol':'TCP','nodePort':30080},{'port':53,'protocol':'UDP'}]}")
        .cell("Cluster-IP", "10.96.0.7")
        .cell("External-IP", "<none>")
        .cell("Port(s)", "80:30080/TCP,53/UDP")
        .cell("Selector", "<none>");
    Shown.of("Service", "'spec':{'type':'LoadBalancer'}").cell("External-IP", "<pending>");
  }

  @Test
  void endpoints() {
    Shown.of(
            "Endpoints",
            "'subsets':[{'addresses':[{'ip':'10.0.0.1'},{'ip':'fd::1'}],'ports':[{'port':80},"
                + "{'port':81}]}]")
        .cell("Endpoints", "10.0.0.1:80,[fd::1]:80,10.0.0.1:81 + 1 more...");
    Shown.of("EndpointSlice", "'ports':[{'port':80},{'name':'x'},{}],'endpoints':[]")
        .cell("Ports", "80,x,*")
        .cell("Endpoints", "<unset>");
  }

  @Test
  void events() {
    Shown.of(
            "Event",
            "'involvedObject':{'kind':'Pod','name':'p'},'type':'Normal','message':' hello ',"
                + "'lastTimestamp':'2026-01-10T11:59:30Z','firstTimestamp':null,"
                + "'eventTime':'2026-01-10T11:58:30.000001Z','reportingComponent':'scheduler'")
        .cell("Last Seen", "30s")
        .cell("First Seen", "89s")
        .cell("Object", "pod/p")
        .cell("Message", "hello")
        .cell("Source", "scheduler")
        .cell("Count", 1L);
  }

  @Test
  void jobs() {
    Shown.of(
            "Job",
            "'spec':{'completions':2},'status':{'succeeded':1,'startTime':'2026-01-10T11:59:00Z'}")
        .cell("Status", "Running")
        .cell("Completions", "1/2")
        .cell("Duration", "60s");
  }

  @Test
  void volumesAndClaims() {
    Shown.of(
            "PersistentVolume",
            "'spec':{'capacity':{'storage':'1024Mi'},'accessModes':['ReadWriteMany','ReadWriteOnce'],"
                + "'claimRef':{'namespace':'n','name':'c'}},'status':{'phase':'Bound'}")
        .cell("Capacity", "1Gi")
        .cell("Access Modes", "RWO,RWX")
        .cell("Claim", "n/c")
        .cell("VolumeMode", "<unset>");
    Shown.deleted(
            "PersistentVolumeClaim",
            "'spec':{'storageClassName':'fast'},'status':{'capacity':{'storage':'1Gi'}}")
        .cell("Status", "Terminating")
        .cell("Capacity", "")
        .cell("StorageClass", "fast");
  }

  @Test
  void ingresses() {
    Shown.of(
            "Ingress",
            "'spec':{'tls':[{}],'rules':[{'host':'a'},{'host':'b'},{'host':'c'},{'host':'d'}]},"
                + "'status':{'loadBalancer':{'ingress':[{'ip':'9.9.9.9'},{'hostname':'1.host'}]}}")
        .cell("Hosts", "a,b,c + 1 more...")
        .cell("Address", "1.host,9.9.9.9")
        .cell("Ports", "80, 443");
    Shown.of("Ingress", "'spec':{}").cell("Hosts", "*").cell("Class", "<none>");
  }

  @Test
  void autoscalers() {
    Shown.of(
            "HorizontalPodAutoscaler",
            "'spec':{'scaleTargetRef':{'kind':'Deployment','name':'w'},'maxReplicas':3,'metrics':["
                + "{'type':'Resource','resource':{'name':'cpu','target':{'averageUtilization':80}}},"
                + "{'type':'Pods','pods':{'target':{'averageValue':'5'}}},{'type':'Other'}]},"
                + "'status':{'currentMetrics':[{'resource':{'current':{'averageUtilization':7}}}]}")
        .cell("Reference", "Deployment/w")
        .cell("Targets", "cpu: 7%/80%, <unknown>/5 + 1 more...")
        .cell("MinPods", "<unset>")
        .cell("MaxPods", 3L);
  }

  @Test
  void bindingsAndQuotas() {
    Shown.of(
            "RoleBinding",
            "'roleRef':{'kind':'Role','name':'r'},'subjects':[{'kind':'User','name':'u'},"
                + "{'kind':'User','name':'v'},{'kind':'ServiceAccount','name':'s','namespace':'n'}]")
        .cell("Role", "Role/r")
        .cell("Users", "u, v")
        .cell("ServiceAccounts", "n/s");
    Shown.of(
            "ResourceQuota",
            "'status':{'hard':{'pods':'4','cpu':'1000m','limits.cpu':'2'},'used':{'pods':'1'}}")
        .cell("Request", "cpu: 0/1, pods: 1/4")
        .cell("Limit", "limits.cpu: 0/2");
  }

  @Test
  void kindsOfTheDefaultTableShowTheirTimeOfCreation() {
    Shown.of("LimitRange", "'spec':{}").cell("Created At", "2026-01-10T11:55:00Z");
  }
}
