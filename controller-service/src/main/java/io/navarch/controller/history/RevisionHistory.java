package io.navarch.controller.history;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.controller.deployment.PodTemplateHash;
import io.navarch.controller.loop.Deletions;
import io.navarch.controller.pod.ClaimExecutor;
import io.navarch.controller.pod.PodControl;
import io.navarch.model.client.GatewayClients;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The revisions of one owner's template, oldest first. */
public final class RevisionHistory {

  /** The label that names a pod's revision. */
  public static final String POD_LABEL = "controller-revision-hash";

  private static final String HASH_LABEL = "controller.kubernetes.io/hash";

  private final KubernetesClient client;
  private final HasMetadata owner;
  private final List<ControllerRevision> revisions;

  private RevisionHistory(
      KubernetesClient client, HasMetadata owner, List<ControllerRevision> revisions) {
    this.client = client;
    this.owner = owner;
    this.revisions = revisions;
  }

  /** What there is of the owner, adopted where it had no owner. */
  public static RevisionHistory of(
      KubernetesClient client,
      HasMetadata owner,
      LabelSelector selector,
      SharedIndexInformer<ControllerRevision> informer) {
    List<ControllerRevision> owned =
        new ClaimExecutor(client)
            .claim(owner, selector, informer).stream()
                .sorted(Comparator.comparing(RevisionHistory::number))
                .toList();
    return new RevisionHistory(client, owner, owned);
  }

  public List<ControllerRevision> revisions() {
    return revisions;
  }

  /** The revision of a name; null when it is gone. */
  public @Nullable ControllerRevision find(@Nullable String name) {
    return revisions.stream()
        .filter(revision -> revision.getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /**
   * The revision of the template as it is now: made, or moved to the end when it was there before.
   */
  public ControllerRevision current(PodTemplateSpec template, @Nullable Integer collisions) {
    String hash =
        PodTemplateHash.of(client.getKubernetesSerialization().asJson(template), collisions);
    long next = revisions.isEmpty() ? 1 : number(revisions.getLast()) + 1;
    for (ControllerRevision known : revisions) {
      if (hash.equals(hash(known))) {
        return number(known) + 1 == next
            ? known
            : client
                .resource(new ControllerRevisionBuilder(known).withRevision(next).build())
                .update();
      }
    }
    return create(template, hash, next);
  }

  /** Deletes the oldest revisions beyond the limit that are not in use. */
  public void truncate(int limit, Set<String> inUse) {
    List<ControllerRevision> idle =
        revisions.stream()
            .filter(revision -> !inUse.contains(revision.getMetadata().getName()))
            .toList();
    for (int i = 0; i < idle.size() - limit; i++) {
      ControllerRevision old = idle.get(i);
      Deletions.delete(
          client,
          Deletions.grouped(
              "apps/v1",
              old.getMetadata().getNamespace(),
              "controllerrevisions",
              old.getMetadata().getName()),
          old.getMetadata().getUid(),
          null,
          null);
    }
  }

  /** The hash by which pods of the revision are labelled. */
  public static String hash(ControllerRevision revision) {
    Map<String, String> labels = revision.getMetadata().getLabels();
    return labels == null
        ? ""
        : labels.getOrDefault(HASH_LABEL, labels.getOrDefault(POD_LABEL, ""));
  }

  /** DaemonSets label their revisions as they label their pods. */
  static String label(HasMetadata owner) {
    return owner.getKind().equals("DaemonSet") ? POD_LABEL : HASH_LABEL;
  }

  /**
   * The patch that brings a template back. Members are in the order of their names, as Kubernetes
   * writes them: whoever looks for the revision of a template compares bytes.
   */
  static Map<String, Object> data(Map<?, ?> template) {
    Map<String, Object> replaced = new TreeMap<>(ordered(template));
    replaced.put("$patch", "replace");
    return Map.of("spec", Map.of("template", replaced));
  }

  private static Map<String, Object> ordered(Map<?, ?> members) {
    Map<String, Object> ordered = new TreeMap<>();
    members.forEach((name, value) -> ordered.put(String.valueOf(name), ordered(value)));
    return ordered;
  }

  private static Object ordered(Object value) {
    return switch (value) {
      case Map<?, ?> members -> ordered(members);
      case List<?> items -> items.stream().map(RevisionHistory::ordered).toList();
      default -> value;
    };
  }

  private static long number(ControllerRevision revision) {
    return revision.getRevision() == null ? 0 : revision.getRevision();
  }

  private ControllerRevision create(PodTemplateSpec template, String hash, long number) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (template.getMetadata() != null && template.getMetadata().getLabels() != null) {
      labels.putAll(template.getMetadata().getLabels());
    }
    labels.put(label(owner), hash);
    ControllerRevision revision =
        new ControllerRevisionBuilder()
            .withNewMetadata()
            .withName(owner.getMetadata().getName() + "-" + hash)
            .withNamespace(owner.getMetadata().getNamespace())
            .withLabels(labels)
            .withOwnerReferences(PodControl.controllerReference(owner))
            .endMetadata()
            .withRevision(number)
            .withData(data(client.getKubernetesSerialization().convertValue(template, Map.class)))
            .build();
    try {
      return client.resource(revision).create();
    } catch (KubernetesClientException refused) {
      ControllerRevision existing =
          GatewayClients.isConflict(refused) ? client.resource(revision).get() : null;
      if (existing == null) {
        throw refused;
      }
      return existing;
    }
  }
}
