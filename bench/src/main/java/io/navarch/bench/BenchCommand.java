package io.navarch.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The load driver's command line. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a Kubernetes API server, and its scheduler.")
public final class BenchCommand implements Callable<Integer> {
  private static final List<String> DEFAULT =
      List.of("create", "get", "list", "patch", "watch", "delete");
  private static final Set<String> SCHEDULING = Set.of("schedule", "spread");
  private static final Set<String> WITHOUT_PODS = Set.of("watch", "flood", "schedule", "spread");
  private static final int MOST_NODES = 5000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--kubeconfig",
      required = true,
      description = "the cluster and who to be; any API server will do")
  private Path kubeconfig = Path.of("");

  @Option(
      names = "--server",
      paramLabel = "NAME=PID",
      description = "a server process on this machine whose CPU and memory count; may be repeated")
  private List<String> servers = new ArrayList<>();

  @Option(names = "--connections", description = "HTTP/2 connections (${DEFAULT-VALUE})")
  private int connections = 4;

  @Option(names = "--workers", description = "requests at once (${DEFAULT-VALUE})")
  private int workers = 32;

  @Option(names = "--pods", description = "pods to create (${DEFAULT-VALUE})")
  private int pods = 3000;

  @Option(names = "--watches", description = "watches of the fan-out (${DEFAULT-VALUE})")
  private int watches = 200;

  @Option(names = "--events", description = "events of the fan-out (${DEFAULT-VALUE})")
  private int events = 500;

  @Option(names = "--crowd", description = "requests at once of the flood (${DEFAULT-VALUE})")
  private int crowd = 400;

  @Option(
      names = "--nodes",
      description = "hollow nodes of schedule and spread, at most 5000 (${DEFAULT-VALUE})")
  private int nodes = 100;

  @Option(
      names = "--warm-up",
      description =
          "requests before those that count, as a share of them (${DEFAULT-VALUE}); 3 or more for"
              + " servers that have just started and compile while they run")
  private double warmUp = 0.5;

  @Option(names = "--namespace", description = "made if it is not there (${DEFAULT-VALUE})")
  private String namespace = "bench";

  @Option(names = "--accept", description = "the answers' media type (${DEFAULT-VALUE})")
  private String accept = PodWorkloads.JSON;

  @Option(names = "--json", description = "a file to write the measurements to")
  private @Nullable Path json;

  @Parameters(
      arity = "0..*",
      description =
          "create, get, list, patch, watch, delete (all of them where none is named); flood,"
              + " schedule, spread")
  private List<String> operations = new ArrayList<>();

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    List<ServerProcess> processes = servers.stream().map(ServerProcess::parse).toList();
    List<String> chosen = operations.isEmpty() ? DEFAULT : operations;
    for (String operation : chosen) {
      if (!DEFAULT.contains(operation) && !WITHOUT_PODS.contains(operation)) {
        out().println("unknown operation " + operation);
        return CommandLine.ExitCode.USAGE;
      }
    }
    try (ApiConnections api = ApiConnections.open(kubeconfig, connections)) {
      ensureNamespace(api);
      List<Measurement> all = run(api, processes, chosen);
      for (ServerProcess process : processes) {
        out().printf("%s: %d MiB resident%n", process.name(), process.residentKib() / 1024);
      }
      out().flush();
      if (json != null) {
        Files.write(json, Measurement.json(all, processes));
      }
      return all.stream().allMatch(m -> m.refused().isEmpty()) ? 0 : 1;
    }
  }

  private List<Measurement> run(
      ApiConnections api, List<ServerProcess> processes, List<String> chosen)
      throws InterruptedException, IOException {
    String run = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
    PodWorkloads load = new PodWorkloads(api, namespace, accept);
    LoadRun runner = new LoadRun(api, processes);
    List<Measurement> all = new ArrayList<>();
    out().println(Measurement.heading());
    int warm = (int) (pods * warmUp);
    boolean needsPods = !WITHOUT_PODS.containsAll(chosen);
    if (needsPods) {
      runner.measure(load.create(run + "-warm", warm, workers));
      print(all, runner.measure(load.create(run, pods, workers)));
    }
    for (String operation : chosen) {
      switch (operation) {
        case "get" -> {
          runner.measure(load.get(run, pods, (int) (pods * 6 * warmUp), workers));
          print(all, runner.measure(load.get(run, pods, pods * 6, workers)));
        }
        case "list" -> {
          runner.measure(load.list(pods, (int) (30 * warmUp), 2));
          print(all, runner.measure(load.list(pods, 30, 2)));
        }
        case "patch" -> {
          runner.measure(load.patch(run, pods, warm, workers));
          print(all, runner.measure(load.patch(run, pods, pods, workers)));
        }
        case "watch" ->
            new WatchFanOut(api, processes, namespace)
                .measure(run, watches, events, 4)
                .forEach(m -> print(all, m));
        case "flood" ->
            new Flood(kubeconfig, api, processes, namespace)
                .measure(run, pods, crowd)
                .forEach(m -> print(all, m));
        default -> {}
      }
    }
    if (needsPods) {
      runner.measure(load.delete(run + "-warm", warm, workers));
      print(all, runner.measure(load.delete(run, pods, workers)));
    }
    if (chosen.stream().anyMatch(SCHEDULING::contains)) {
      schedule(api, processes, chosen, run, load, all);
    }
    return all;
  }

  private void schedule(
      ApiConnections api,
      List<ServerProcess> processes,
      List<String> chosen,
      String run,
      PodWorkloads load,
      List<Measurement> all)
      throws InterruptedException {
    LoadRun runner = new LoadRun(api, processes);
    int bounded = Math.min(nodes, MOST_NODES);
    try (HollowNodes hollow = HollowNodes.make(api, runner, InstantSource.system(), run, bounded)) {
      Scheduling scheduling = new Scheduling(api, runner, processes, load);
      for (String operation : chosen) {
        if (SCHEDULING.contains(operation)) {
          boolean spread = operation.equals("spread");
          String warm = run + "-warm-" + operation;
          scheduling.measure(operation, warm, (int) (pods * warmUp), workers, spread);
          scheduling
              .measure(operation, run + "-" + operation, pods, workers, spread)
              .forEach(m -> print(all, m));
        }
      }
    }
  }

  private void print(List<Measurement> all, Measurement measured) {
    all.add(measured);
    out().println(measured.line());
    out().flush();
  }

  /** The namespace, and the service account that pods need, where no controller makes it. */
  private void ensureNamespace(ApiConnections api) throws IOException {
    ensure(api, "/api/v1/namespaces", "Namespace", namespace);
    ensure(
        api, "/api/v1/namespaces/" + namespace + "/serviceaccounts", "ServiceAccount", "default");
  }

  private static void ensure(ApiConnections api, String path, String kind, String name)
      throws IOException {
    String body =
        "{\"apiVersion\":\"v1\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(kind, name);
    int status =
        api.send(
                0,
                api.request(path, PodWorkloads.JSON)
                    .header("Content-Type", PodWorkloads.JSON)
                    .POST(BodyPublishers.ofString(body))
                    .build())
            .statusCode();
    if (status != 201 && status != 409) {
      throw new IllegalStateException(kind + " " + name + " cannot be made: HTTP " + status);
    }
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new IllegalStateException("not started by the command line");
    }
    return spec.commandLine().getOut();
  }
}
