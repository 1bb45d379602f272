package io.navarch.node.server;

import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.NodeAgent;
import io.navarch.node.log.LogReader;
import io.navarch.node.pod.ObservedContainer;
import io.navarch.node.pod.ObservedPod;
import io.navarch.node.pod.PodContainers;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** {@code /containerLogs/<namespace>/<pod>/<container>}. */
final class LogEndpoint {
  private final NodeAgent agent;

  LogEndpoint(NodeAgent agent) {
    this.agent = agent;
  }

  void handle(HttpServerRequest request, List<String> path)
      throws HttpProblem, InterruptedException {
    if (path.size() != 4) {
      throw new HttpProblem(404, "404 page not found");
    }
    String namespace = path.get(1);
    String name = path.get(2);
    String container = path.get(3);
    Pod pod = agent.workers().pod(namespace, name);
    if (pod == null) {
      throw new HttpProblem(404, "pod \"" + name + "\" not found");
    }
    if (PodContainers.find(pod, container) == null) {
      throw new HttpProblem(
          400, "container \"" + container + "\" not found in pod \"" + name + "\"");
    }
    boolean previous = Boolean.parseBoolean(request.getParam("previous"));
    ObservedContainer target = find(pod, container, previous);
    LogReader.Options options = options(request);
    HttpServerResponse response = request.response();
    response.putHeader("Content-Type", "text/plain");
    response.putHeader("Transfer-Encoding", "chunked");
    response.setChunked(true);
    String id = target.id();
    try {
      new LogReader(Path.of(target.logPath()), options)
          .copy(new ResponseSink(response), () -> ended(pod, id) || response.closed());
      response.end();
    } catch (IOException e) {
      response.reset();
    }
  }

  private boolean ended(Pod pod, String id) {
    ObservedPod now = agent.relist().latest().get(pod.getMetadata().getUid());
    return now == null
        || now.containers().stream().noneMatch(c -> c.id().equals(id) && c.running());
  }

  private ObservedContainer find(Pod pod, String container, boolean previous) throws HttpProblem {
    var meta = pod.getMetadata();
    ObservedPod observed = agent.observe(pod);
    ObservedContainer latest = observed.latest(container);
    ObservedContainer wanted = previous ? observed.previous(container) : latest;
    if (!previous && latest != null && latest.state() == ObservedContainer.State.CREATED) {
      wanted = null;
    }
    if (wanted == null) {
      throw new HttpProblem(
          400,
          previous
              ? "previous terminated container \""
                  + container
                  + "\" in pod \""
                  + meta.getName()
                  + "\" not found"
              : "container \""
                  + container
                  + "\" in pod \""
                  + meta.getName()
                  + "\" is waiting to start: ContainerCreating");
    }
    return wanted;
  }

  private LogReader.Options options(HttpServerRequest request) throws HttpProblem {
    Long sinceSeconds = number(request, "sinceSeconds");
    String sinceTime = request.getParam("sinceTime");
    Instant since = null;
    try {
      if (sinceSeconds != null) {
        since = agent.now().minusSeconds(sinceSeconds);
      } else if (sinceTime != null) {
        since = OffsetDateTime.parse(sinceTime).toInstant();
      }
    } catch (DateTimeParseException e) {
      throw new HttpProblem(400, "unable to parse sinceTime: " + sinceTime);
    }
    String stream = request.getParam("stream");
    return new LogReader.Options(
        number(request, "tailLines"),
        number(request, "limitBytes"),
        since,
        Boolean.parseBoolean(request.getParam("timestamps")),
        Boolean.parseBoolean(request.getParam("follow")),
        stream == null || stream.equals("All") ? null : stream.toLowerCase(java.util.Locale.ROOT));
  }

  private static @Nullable Long number(HttpServerRequest request, String name) throws HttpProblem {
    String text = request.getParam(name);
    try {
      return text == null || text.isEmpty() ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new HttpProblem(400, name + " must be a number: " + text);
    }
  }

  /** Writes to the response, waiting while the reader is slow. */
  private record ResponseSink(HttpServerResponse response) implements LogReader.Sink {
    @Override
    public void write(byte[] bytes) throws IOException {
      if (response.closed()) {
        throw new IOException("the reader has gone");
      }
      var written = response.write(Buffer.buffer(bytes));
      if (response.writeQueueFull()) {
        try {
          written.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
          throw new IOException(e);
        }
      }
    }

    @Override
    public void flush() throws IOException {
      if (response.closed()) {
        throw new IOException("the reader has gone");
      }
    }
  }
}
