package io.navarch.node.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.node.NodeAgent;
import io.navarch.node.cri.RuntimeFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request goes where. Handlers run on virtual threads and may block. */
final class KubeletRoutes {
  private static final Logger log = LoggerFactory.getLogger(KubeletRoutes.class);

  private final NodeAgent agent;
  private final RequestAccess access;
  private final LogEndpoint logs;
  private final StreamEndpoint streams;
  private final StatsEndpoint stats;

  KubeletRoutes(NodeAgent agent) {
    this.agent = agent;
    this.access = new RequestAccess(agent);
    this.logs = new LogEndpoint(agent);
    this.streams = new StreamEndpoint(agent);
    this.stats = new StatsEndpoint(agent);
  }

  void handle(HttpServerRequest request) {
    try {
      access.check(request);
      route(request);
    } catch (HttpProblem e) {
      answer(request, e.status(), String.valueOf(e.getMessage()));
    } catch (RuntimeFailure e) {
      answer(request, e.isNotFound() ? 404 : 500, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.warn("{} failed", request.path(), e);
      answer(request, 500, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void route(HttpServerRequest request) throws HttpProblem, InterruptedException {
    List<String> path = Arrays.stream(request.path().split("/")).filter(s -> !s.isEmpty()).toList();
    switch (path.isEmpty() ? "" : path.getFirst()) {
      case "healthz" -> answer(request, 200, "ok");
      case "pods" -> pods(request);
      case "runningpods" -> pods(request);
      case "containerLogs" -> logs.handle(request, path);
      case "exec" -> streams.exec(request, path);
      case "attach" -> streams.attach(request, path);
      case "portForward" -> streams.portForward(request, path);
      case "run" -> streams.run(request, path);
      case "stats" -> stats.summary(request);
      case "metrics" -> stats.metrics(request, path);
      default -> throw new HttpProblem(404, "404 page not found");
    }
  }

  private void pods(HttpServerRequest request) {
    List<Pod> pods = new ArrayList<>();
    for (String uid : agent.workers().uids()) {
      Pod pod = agent.workers().pod(uid);
      if (pod != null) {
        pods.add(pod);
      }
    }
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(Serialization.asJson(new PodListBuilder().withItems(pods).build())));
  }

  static void answer(HttpServerRequest request, int status, String text) {
    if (request.response().ended() || request.response().headWritten()) {
      return;
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .end(text);
  }
}
