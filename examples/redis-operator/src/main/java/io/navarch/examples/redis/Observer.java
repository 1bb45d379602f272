package io.navarch.examples.redis;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks pods what they know. */
final class Observer {
  private static final String REVISION = "controller-revision-hash";

  private final RedisShell shell;

  Observer(RedisShell shell) {
    this.shell = shell;
  }

  /** Asks all of them at once. */
  List<Member> observe(Map<Integer, Pod> pods, String currentRevision) throws RedisException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Member>> answers = new ArrayList<>();
      pods.forEach(
          (ordinal, pod) ->
              answers.add(threads.submit(() -> observe(ordinal, pod, currentRevision))));
      List<Member> members = new ArrayList<>();
      for (Future<Member> answer : answers) {
        members.add(answer.get());
      }
      return members;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RedisException refused
          ? refused
          : new RedisException("a pod was not understood: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted");
    }
  }

  private Member observe(int ordinal, Pod pod, String currentRevision) throws RedisException {
    String name = pod.getMetadata().getName();
    String[] survey = shell.survey(pod).split("# Replication", 2);
    List<Node> view = Node.parseAll(survey[0]);
    if (survey.length < 2 || view.stream().noneMatch(Node::isMyself)) {
      throw new RedisException(name + " does not know itself yet");
    }
    boolean copy = view.stream().anyMatch(node -> node.isMyself() && node.masterId() != null);
    return new Member(
        name,
        ordinal,
        pod.getStatus().getPodIP(),
        view,
        !copy || isSynced(survey[1]),
        currentRevision.equals(pod.getMetadata().getLabels().get(REVISION)));
  }

  private static boolean isSynced(String replication) {
    return replication.contains("master_link_status:up")
        && replication.contains("master_sync_in_progress:0");
  }
}
