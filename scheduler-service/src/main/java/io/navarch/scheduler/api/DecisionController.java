package io.navarch.scheduler.api;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.ResourceNames;
import io.navarch.scheduler.run.Journal;
import io.navarch.scheduler.run.SchedulerLoop;
import io.navarch.scheduler.run.WhatIf;
import io.navarch.scheduler.wire.PodReader;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Explains decisions, and answers what would become of pods. It changes nothing. */
@RestController
@RequestMapping(path = "/scheduler/v1", produces = MediaType.APPLICATION_JSON_VALUE)
public class DecisionController {
  private static final int MOST_PODS = 1_000;
  private static final long PATIENCE_SECONDS = 10;

  private final SchedulerLoop loop;
  private final Journal journal;
  private final PodReader pods;
  private final InstantSource clock;

  public DecisionController(
      SchedulerLoop loop, Journal journal, ResourceNames names, InstantSource clock) {
    this.loop = loop;
    this.journal = journal;
    this.pods = new PodReader(names);
    this.clock = clock;
  }

  /** A remembered decision. */
  public record MadeView(Instant at, long micros, int attempt, DecisionView decision) {}

  /** What would become of a pod of the question. */
  public record AnswerView(String namespace, String name, DecisionView decision) {}

  /** The last decisions on a pod, oldest first; 404 where none is remembered. */
  @Operation(summary = "Why a pod is where it is, or why it is nowhere")
  @GetMapping("/namespaces/{namespace}/pods/{name}/decisions")
  public List<MadeView> decisions(@PathVariable String namespace, @PathVariable String name) {
    List<Journal.Made> made = journal.of(namespace, name);
    if (made.isEmpty()) {
      throw new ResponseStatusException(
          HttpStatus.NOT_FOUND, "no decision on pod " + namespace + "/" + name + " is remembered");
    }
    return made.stream()
        .map(
            each ->
                new MadeView(
                    Instant.ofEpochMilli(each.at()),
                    TimeUnit.NANOSECONDS.toMicros(each.nanos()),
                    each.attempt(),
                    DecisionView.of(each.decision())))
        .toList();
  }

  /** Schedules a Pod or a PodList against the cluster as it is now, and writes nothing. */
  @Operation(summary = "Where these pods would go now; nothing is written")
  @PostMapping("/what-if")
  public List<AnswerView> whatIf(@RequestBody String manifest) {
    List<PodInfo> asked = read(manifest);
    return loop
        .ask(core -> WhatIf.ask(core, asked, clock.millis()))
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join()
        .stream()
        .map(
            answer ->
                new AnswerView(
                    answer.pod().namespace(),
                    answer.pod().name(),
                    DecisionView.of(answer.decision())))
        .toList();
  }

  private List<PodInfo> read(String manifest) {
    try {
      List<PodInfo> read = new ArrayList<>();
      for (Pod pod : podsOf(Serialization.unmarshal(manifest))) {
        read.add(pods.read(completed(pod, read.size())));
      }
      return read;
    } catch (KubernetesClientException | IllegalArgumentException malformed) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "the body must be a Pod or a PodList", malformed);
    }
  }

  private static List<Pod> podsOf(Object manifest) {
    List<Pod> asked =
        switch (manifest) {
          case Pod pod -> List.of(pod);
          case PodList list -> list.getItems();
          default -> throw new IllegalArgumentException("neither Pod nor PodList");
        };
    if (asked.size() > MOST_PODS) {
      throw new ResponseStatusException(
          HttpStatus.CONTENT_TOO_LARGE, "at most " + MOST_PODS + " pods in one question");
    }
    return asked;
  }

  /** Gives the pod what the API would have given it at creation, and an identity of its own. */
  private static Pod completed(Pod pod, int position) {
    if (pod.getMetadata() == null || pod.getSpec() == null) {
      throw new IllegalArgumentException("a pod without metadata or spec");
    }
    pod.getMetadata().setUid("what-if-" + position);
    if (pod.getMetadata().getNamespace() == null) {
      pod.getMetadata().setNamespace("default");
    }
    if (pod.getMetadata().getName() == null) {
      pod.getMetadata().setName(pod.getMetadata().getGenerateName() + position);
    }
    pod.getSpec().setNodeName(null);
    pod.getSpec().setSchedulingGates(null);
    pod.setStatus(null);
    return pod;
  }
}
