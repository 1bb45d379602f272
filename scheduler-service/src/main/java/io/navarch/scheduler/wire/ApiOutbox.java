package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.plugin.VolumeStep;
import io.navarch.scheduler.run.Outbox;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/** Binds, reports and evicts through the Kubernetes API, each on a virtual thread of its own. */
public final class ApiOutbox implements Outbox, AutoCloseable {
  private static final Log log = LogFactory.getLog(ApiOutbox.class);
  private static final int AT_ONCE = 64;

  private final KubernetesClient client;
  private final EventWriter events;
  private final InstantSource clock;
  private final Semaphore slots = new Semaphore(AT_ONCE);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("scheduler-call-", 0).factory());

  public ApiOutbox(KubernetesClient client, EventWriter events, InstantSource clock) {
    this.client = client;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public void bind(PodInfo pod, String node, List<VolumeStep> volumes, Consumer<BindOutcome> then) {
    if (volumes.isEmpty()) {
      bindNow(pod, node, then);
      return;
    }
    threads.execute(
        () -> {
          String problem = new VolumeWorker(client).work(volumes);
          if (problem == null) {
            bindNow(pod, node, then);
          } else {
            then.accept(new Failed(problem));
          }
        });
  }

  private void bindNow(PodInfo pod, String node, Consumer<BindOutcome> then) {
    submit(
        () -> {
          BindOutcome outcome = bind(pod, node);
          then.accept(outcome);
          if (outcome instanceof Done) {
            events.record(
                pod,
                new EventWriter.Note(
                    "Normal",
                    "Scheduled",
                    "Binding",
                    "Successfully assigned " + pod.path() + " to " + node));
          }
        });
  }

  private BindOutcome bind(PodInfo pod, String node) {
    Map<String, Object> binding =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            Map.of("name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid()),
            "target",
            Map.of("kind", "Node", "name", node));
    try {
      client.raw(path(pod) + "/binding", "POST", Serialization.asJson(binding));
      return new Done();
    } catch (KubernetesClientException refused) {
      return refused.getCode() == 404
          ? new PodGone()
          : new Failed("binding rejected: " + message(refused));
    } catch (RuntimeException failed) {
      return new Failed("binding rejected: " + failed.getMessage());
    }
  }

  @Override
  public void notPlaced(
      PodInfo pod, String reason, String message, @Nullable String nominatedNode) {
    submit(
        () -> {
          events.record(
              pod, new EventWriter.Note("Warning", "FailedScheduling", "Scheduling", message));
          patchStatus(pod, statusPatch(pod, reason, message, nominatedNode));
        });
  }

  private Map<String, Object> statusPatch(
      PodInfo pod, String reason, String message, @Nullable String nominatedNode) {
    Map<String, Object> status = new LinkedHashMap<>();
    if (!pod.state().unscheduledBecause().equals(reason + ": " + message)) {
      Map<String, Object> condition = new LinkedHashMap<>();
      condition.put("type", "PodScheduled");
      condition.put("status", "False");
      condition.put("reason", reason);
      condition.put("message", message);
      if (pod.state().generation() > 0) {
        condition.put("observedGeneration", pod.state().generation());
      }
      if (pod.state().unscheduledBecause().isEmpty()) {
        condition.put("lastTransitionTime", now());
      }
      status.put("conditions", List.of(condition));
    }
    if (nominatedNode != null && !nominatedNode.equals(pod.state().nominatedNode())) {
      status.put("nominatedNodeName", nominatedNode.isEmpty() ? null : nominatedNode);
    }
    return status;
  }

  private void patchStatus(PodInfo pod, Map<String, Object> status) {
    if (status.isEmpty()) {
      return;
    }
    try {
      client
          .pods()
          .inNamespace(pod.namespace())
          .withName(pod.name())
          .subresource("status")
          .patch(
              PatchContext.of(PatchType.STRATEGIC_MERGE),
              Serialization.asJson(Map.of("metadata", Map.of("uid", pod.uid()), "status", status)));
    } catch (RuntimeException failed) {
      log.info("The status of pod " + pod.path() + " was not updated: " + failed.getMessage());
    }
  }

  @Override
  public void evict(PodInfo preemptor, String node, List<PodInfo> victims, Consumer<Boolean> then) {
    submit(
        () -> {
          boolean evicted = true;
          for (PodInfo victim : victims) {
            evicted &= evict(preemptor, node, victim);
          }
          then.accept(evicted);
        });
  }

  /** Says whether the victim leaves. */
  private boolean evict(PodInfo preemptor, String node, PodInfo victim) {
    if (victim.state().terminating()) {
      return true;
    }
    patchStatus(
        victim,
        Map.of(
            "conditions",
            List.of(
                Map.of(
                    "type", "DisruptionTarget",
                    "status", "True",
                    "reason", "PreemptionByScheduler",
                    "message",
                        preemptor.schedulerName()
                            + ": preempting to accommodate a higher priority pod",
                    "lastTransitionTime", now()))));
    try {
      client.raw(
          path(victim),
          "DELETE",
          Serialization.asJson(
              Map.of(
                  "apiVersion", "v1",
                  "kind", "DeleteOptions",
                  "preconditions", Map.of("uid", victim.uid()))));
      events.record(
          victim,
          new EventWriter.Note(
              "Normal",
              "Preempted",
              "Preempting",
              "Preempted by pod " + preemptor.uid() + " on node " + node));
      return true;
    } catch (KubernetesClientException refused) {
      log.info("Victim " + victim.path() + " was not deleted: " + refused.getMessage());
      return refused.getCode() == 404;
    } catch (RuntimeException failed) {
      log.info("Victim " + victim.path() + " was not deleted: " + failed.getMessage());
      return false;
    }
  }

  private static String path(PodInfo pod) {
    return "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name();
  }

  private static String message(KubernetesClientException refused) {
    return refused.getStatus() != null && refused.getStatus().getMessage() != null
        ? refused.getStatus().getMessage()
        : String.valueOf(refused.getMessage());
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void submit(Runnable work) {
    threads.execute(
        () -> {
          slots.acquireUninterruptibly();
          try {
            work.run();
          } catch (RuntimeException failed) {
            log.warn("A call to the API failed", failed);
          } finally {
            slots.release();
          }
        });
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
