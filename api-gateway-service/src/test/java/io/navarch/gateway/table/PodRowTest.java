package io.navarch.gateway.table;

import org.junit.jupiter.api.Test;

class PodRowTest {
  private static final String TWO = "'spec':{'containers':[{'name':'a'},{'name':'b'}]},";
  private static final String INIT =
      "'spec':{'initContainers':[{'name':'i'},{'name':'j'}],'containers':[{'name':'a'}]},";

  private static Shown pod(String spec, String status) {
    return Shown.of("Pod", spec + "'status':{" + status + "}");
  }

  private static String container(String state, String more) {
    return "{'name':'a','state':{" + state + "}" + more + "}";
  }

  @Test
  void runningPodCountsReadyContainers() {
    pod(
            TWO,
            "'phase':'Running','podIPs':[{'ip':'10.0.0.1'}],'containerStatuses':["
                + container("'running':{}", ",'ready':true,'restartCount':0")
                + ","
                + container("'running':{}", ",'ready':false")
                + "]")
        .cell("Ready", "1/2")
        .cell("Status", "Running")
        .cell("Restarts", "0")
        .cell("Age", "5m")
        .cell("IP", "10.0.0.1")
        .cell("Node", "<none>");
  }

  @Test
  void restartsTellWhenTheLastOneWas() {
    pod(
            TWO,
            "'phase':'Running','containerStatuses':["
                + container(
                    "'waiting':{'reason':'CrashLoopBackOff'}",
                    ",'restartCount':3,'lastState':"
                        + "{'terminated':{'finishedAt':'2026-01-10T11:59:55Z'}}")
                + "]")
        .cell("Status", "CrashLoopBackOff")
        .cell("Restarts", "3 (5s ago)");
  }

  @Test
  void initContainersBlockTheRest() {
    pod(INIT, "'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'running':{}}}]")
        .cell("Ready", "0/1")
        .cell("Status", "Init:0/2");
    pod(
            INIT,
            "'phase':'Pending','initContainerStatuses':["
                + "{'name':'i','state':{'terminated':{'exitCode':0}}},"
                + "{'name':'j','state':{'waiting':{'reason':'CrashLoopBackOff'}}}]")
        .cell("Status", "Init:CrashLoopBackOff");
    pod(
            INIT,
            "'phase':'Pending','initContainerStatuses':["
                + "{'name':'i','state':{'terminated':{'exitCode':7}}}]")
        .cell("Status", "Init:ExitCode:7");
  }

  @Test
  void sidecarsCountAsContainers() {
    pod(
            "'spec':{'initContainers':[{'name':'i','restartPolicy':'Always'}],"
                + "'containers':[{'name':'a'}]},",
            "'phase':'Running','initContainerStatuses':[{'name':'i','started':true,'ready':true,"
                + "'restartCount':2,'state':{'running':{}}}],'containerStatuses':["
                + container("'running':{}", ",'ready':true,'restartCount':1")
                + "]")
        .cell("Ready", "2/2")
        .cell("Restarts", "3");
  }

  @Test
  void endedContainersShowWhatIsLeft() {
    String done = container("'terminated':{'exitCode':0,'reason':'Completed'}", "");
    String running = container("'running':{}", ",'ready':true");
    String failed = container("'terminated':{'exitCode':1,'reason':'Error'}", "");
    pod(TWO, "'phase':'Succeeded','containerStatuses':[" + done + "]").cell("Status", "Completed");
    pod(TWO, "'phase':'Running','containerStatuses':[" + done + "," + running + "]")
        .cell("Status", "NotReady");
    pod(TWO, "'phase':'Failed','containerStatuses':[" + done + "," + failed + "]")
        .cell("Status", "Error");
    pod(
            TWO,
            "'phase':'Running','conditions':[{'type':'Ready','status':'True'}],"
                + "'containerStatuses':["
                + done
                + ","
                + running
                + "]")
        .cell("Status", "Running");
  }

  @Test
  void deletedPodsAreTerminating() {
    Shown.deleted("Pod", "'status':{'phase':'Running'}").cell("Status", "Terminating");
    Shown.deleted("Pod", "'status':{'phase':'Running','reason':'NodeLost'}")
        .cell("Status", "Unknown");
    Shown.deleted("Pod", "'status':{'phase':'Failed','reason':'Evicted'}")
        .cell("Status", "Evicted");
  }

  @Test
  void gatedPodsSaySo() {
    pod(
            TWO,
            "'phase':'Pending','conditions':"
                + "[{'type':'PodScheduled','status':'False','reason':'SchedulingGated'}]")
        .cell("Status", "SchedulingGated");
  }
}
