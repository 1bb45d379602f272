package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs {@code redis-cli} in a pod, as {@code kubectl exec} does. */
final class RedisShell {
  private static final Duration SHORT = Duration.ofSeconds(15);

  private final KubernetesClient client;

  RedisShell(KubernetesClient client) {
    this.client = client;
  }

  /** Runs one command of the server. */
  String ask(Pod pod, String... words) throws RedisException {
    return run(pod, SHORT, cli(words));
  }

  /** Runs one of the commands for whole clusters. */
  String manage(Pod pod, Duration limit, String... words) throws RedisException {
    return run(pod, limit, cli(words));
  }

  /** What the server knows of its cluster and of its copies, in this order. */
  String survey(Pod pod) throws RedisException {
    return run(
        pod, SHORT, "sh", "-c", "redis-cli -e cluster nodes && redis-cli -e info replication");
  }

  private static String[] cli(String... words) {
    return Stream.concat(Stream.of("redis-cli", "-e"), Stream.of(words)).toArray(String[]::new);
  }

  /**
   * @return what the command printed
   * @throws RedisException if it failed, or did not end in time
   */
  private String run(Pod pod, Duration limit, String... command) throws RedisException {
    String what = String.join(" ", command) + " in " + pod.getMetadata().getName();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    try (ExecWatch exec =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .inContainer(RedisStatefulSet.CONTAINER)
            .writingOutput(out)
            .writingError(error)
            .exec(command)) {
      int code = exec.exitCode().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      String answer = out.toString(StandardCharsets.UTF_8);
      if (code != 0) {
        throw new RedisException(
            what
                + " ended with "
                + code
                + ": "
                + last(answer + error.toString(StandardCharsets.UTF_8)));
      }
      return answer;
    } catch (ExecutionException | TimeoutException | KubernetesClientException e) {
      throw new RedisException(what + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException(what + " was interrupted");
    }
  }

  private static String last(String output) {
    List<String> lines = output.strip().lines().toList();
    return lines.isEmpty() ? "no word" : lines.getLast();
  }
}
