package io.navarch.scheduler.wire;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.navarch.scheduler.cluster.LabelSet;
import io.navarch.scheduler.cluster.PodInfo;
import io.navarch.scheduler.cluster.ResourceNames;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads of a Pod what the scheduler keeps. */
public final class PodReader {
  private static final int SHARED_LABEL_SETS = 4_096;

  private final PodRequests requests;
  private final WishReader wishes = new WishReader();
  private final Map<LabelSet, LabelSet> labelSets =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LabelSet, LabelSet> eldest) {
          return size() > SHARED_LABEL_SETS;
        }
      };

  public PodReader(ResourceNames names) {
    this.requests = new PodRequests(new Quantities(names));
  }

  public PodInfo read(Pod pod) {
    PodSpec spec = pod.getSpec();
    LabelSet labels = shared(LabelSet.of(pod.getMetadata().getLabels()));
    List<Container> containers = containers(spec);
    return new PodInfo(
        new PodInfo.Key(
            pod.getMetadata().getUid(),
            pod.getMetadata().getNamespace(),
            pod.getMetadata().getName(),
            orEmpty(spec.getNodeName())),
        labels,
        millis(pod.getMetadata().getCreationTimestamp()),
        spec.getPriority() == null ? 0 : spec.getPriority(),
        spec.getSchedulerName() == null ? "default-scheduler" : spec.getSchedulerName(),
        !"Never".equals(spec.getPreemptionPolicy()),
        gates(spec),
        requests.of(pod),
        requests.usual(pod),
        wishes.read(pod, labels),
        VolumeReader.read(pod),
        images(containers, spec),
        containers.size(),
        owner(pod),
        state(pod));
  }

  private synchronized LabelSet shared(LabelSet labels) {
    LabelSet known = labelSets.putIfAbsent(labels, labels);
    return known == null ? labels : known;
  }

  private static List<Container> containers(PodSpec spec) {
    List<Container> all = new ArrayList<>(spec.getContainers());
    if (spec.getInitContainers() != null) {
      all.addAll(spec.getInitContainers());
    }
    return all;
  }

  private static List<String> gates(PodSpec spec) {
    return spec.getSchedulingGates() == null
        ? List.of()
        : spec.getSchedulingGates().stream().map(PodSchedulingGate::getName).toList();
  }

  private static List<String> images(List<Container> containers, PodSpec spec) {
    List<String> images = new ArrayList<>(containers.size());
    containers.stream()
        .map(Container::getImage)
        .filter(image -> image != null)
        .forEach(image -> images.add(normalised(image)));
    if (spec.getVolumes() != null) {
      for (Volume volume : spec.getVolumes()) {
        if (volume.getImage() != null && volume.getImage().getReference() != null) {
          images.add(normalised(volume.getImage().getReference()));
        }
      }
    }
    return List.copyOf(images);
  }

  /** Image names compare with their tag, which is {@code latest} where none is written. */
  private static String normalised(String image) {
    String name = image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    return name.intern();
  }

  private static PodInfo.@Nullable Owner owner(Pod pod) {
    for (OwnerReference owner : pod.getMetadata().getOwnerReferences()) {
      if (Boolean.TRUE.equals(owner.getController())) {
        return new PodInfo.Owner(owner.getKind(), owner.getName(), owner.getUid());
      }
    }
    return null;
  }

  private static PodInfo.State state(Pod pod) {
    PodStatus status = pod.getStatus();
    Long generation = pod.getMetadata().getGeneration();
    boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
    if (status == null) {
      return new PodInfo.State(
          terminating, false, false, 0, "", generation == null ? 0 : generation, "");
    }
    return new PodInfo.State(
        terminating,
        terminating && preempted(status),
        "Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase()),
        millis(status.getStartTime()),
        orEmpty(status.getNominatedNodeName()),
        generation == null ? 0 : generation,
        unscheduledBecause(status));
  }

  private static boolean preempted(PodStatus status) {
    PodCondition condition = condition(status, "DisruptionTarget");
    return condition != null
        && "True".equals(condition.getStatus())
        && "PreemptionByScheduler".equals(condition.getReason());
  }

  private static String unscheduledBecause(PodStatus status) {
    PodCondition condition = condition(status, "PodScheduled");
    return condition != null && "False".equals(condition.getStatus())
        ? condition.getReason() + ": " + orEmpty(condition.getMessage())
        : "";
  }

  private static @Nullable PodCondition condition(PodStatus status, String type) {
    for (PodCondition condition : status.getConditions()) {
      if (type.equals(condition.getType())) {
        return condition;
      }
    }
    return null;
  }

  private static long millis(@Nullable String time) {
    if (time == null) {
      return 0;
    }
    try {
      return Instant.parse(time).toEpochMilli();
    } catch (DateTimeParseException unreadable) {
      return 0;
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
