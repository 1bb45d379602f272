package io.navarch.node.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.NodeAgent;
import io.navarch.node.cri.v1.AttachRequest;
import io.navarch.node.cri.v1.ExecRequest;
import io.navarch.node.pod.ObservedContainer;
import io.navarch.node.pod.ObservedSandbox;
import io.navarch.node.pod.PodContainers;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Exec, attach and port-forward: the runtime prepares the stream, the request is joined to it. */
final class StreamEndpoint {
  private final NodeAgent agent;

  StreamEndpoint(NodeAgent agent) {
    this.agent = agent;
  }

  /** {@code /exec/<namespace>/<pod>[/<uid>]/<container>}. */
  void exec(HttpServerRequest request, List<String> path) throws HttpProblem {
    ObservedContainer container = container(path);
    ExecRequest exec =
        ExecRequest.newBuilder()
            .setContainerId(container.id())
            .addAllCmd(request.params().getAll("command"))
            .setStdin(flag(request, "input", "stdin"))
            .setStdout(flag(request, "output", "stdout"))
            .setStderr(flag(request, "error", "stderr") && !flag(request, "tty", "tty"))
            .setTty(flag(request, "tty", "tty"))
            .build();
    StreamTunnel.open(request, URI.create(agent.runtime().execUrl(exec)));
  }

  /** {@code /attach/<namespace>/<pod>[/<uid>]/<container>}. */
  void attach(HttpServerRequest request, List<String> path) throws HttpProblem {
    ObservedContainer container = container(path);
    Pod pod = pod(path);
    var spec = PodContainers.find(pod, path.getLast());
    boolean tty = spec != null && Boolean.TRUE.equals(spec.getTty());
    AttachRequest attach =
        AttachRequest.newBuilder()
            .setContainerId(container.id())
            .setStdin(flag(request, "input", "stdin"))
            .setStdout(flag(request, "output", "stdout"))
            .setStderr(flag(request, "error", "stderr") && !tty)
            .setTty(tty)
            .build();
    StreamTunnel.open(request, URI.create(agent.runtime().attachUrl(attach)));
  }

  /** {@code /portForward/<namespace>/<pod>[/<uid>]}. */
  void portForward(HttpServerRequest request, List<String> path) throws HttpProblem {
    if (path.size() < 3) {
      throw new HttpProblem(404, "404 page not found");
    }
    ObservedSandbox sandbox = agent.observe(pod(path)).sandbox();
    if (sandbox == null || !sandbox.ready()) {
      throw new HttpProblem(404, "pod \"" + path.get(2) + "\" is not running");
    }
    List<String> asked = new ArrayList<>(request.params().getAll("port"));
    asked.addAll(request.params().getAll("ports"));
    List<Integer> ports = ForwardedPorts.read(asked);
    StreamTunnel.open(request, URI.create(agent.runtime().portForwardUrl(sandbox.id(), ports)));
  }

  /** {@code /run/…}: a command to its end, its output as the answer. */
  void run(HttpServerRequest request, List<String> path) throws HttpProblem {
    ObservedContainer container = container(path);
    List<String> command = List.of(String.valueOf(request.getParam("cmd")).split(" "));
    var result = agent.runtime().exec(container.id(), command, Duration.ZERO);
    String output =
        new String(result.stdout(), StandardCharsets.UTF_8)
            + new String(result.stderr(), StandardCharsets.UTF_8);
    KubeletRoutes.answer(request, result.exitCode() == 0 ? 200 : 500, output);
  }

  private Pod pod(List<String> path) throws HttpProblem {
    Pod pod = agent.workers().pod(path.get(1), path.get(2));
    if (pod == null) {
      throw new HttpProblem(404, "pod does not exist");
    }
    return pod;
  }

  private ObservedContainer container(List<String> path) throws HttpProblem {
    if (path.size() != 4 && path.size() != 5) {
      throw new HttpProblem(404, "404 page not found");
    }
    ObservedContainer latest = agent.observe(pod(path)).latest(path.getLast());
    if (latest == null || !latest.running()) {
      throw new HttpProblem(404, "container not found (\"" + path.getLast() + "\")");
    }
    return latest;
  }

  /** Streams are named one way by clients of the node and another by clients of the API. */
  private static boolean flag(HttpServerRequest request, String name, String other) {
    return truth(request.getParam(name)) || truth(request.getParam(other));
  }

  private static boolean truth(String value) {
    return "1".equals(value) || "true".equals(value);
  }
}
