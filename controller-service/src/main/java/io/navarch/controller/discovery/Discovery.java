package io.navarch.controller.discovery;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the gateway which resources it serves. */
public final class Discovery {

  /**
   * What is served.
   *
   * @param failed groups and versions that did not answer
   */
  public record Served(List<ServedResource> resources, List<String> failed, Instant at) {

    public Served {
      resources = List.copyOf(resources);
      failed = List.copyOf(failed);
    }
  }

  private final KubernetesClient client;
  private final InstantSource clock;
  private @Nullable Served last;

  public Discovery(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** What is served, from an answer that is at most {@code maxAge} old. */
  public synchronized Served served(Duration maxAge) {
    Served known = last;
    Instant now = clock.instant();
    if (known != null && !known.at().plus(maxAge).isBefore(now)) {
      return known;
    }
    Served fresh = ask(now);
    last = fresh;
    return fresh;
  }

  private Served ask(Instant now) {
    List<ServedResource> resources = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    add("", "v1", "v1", resources, failed);
    APIGroupList groups = client.getApiGroups();
    if (groups != null) {
      for (APIGroup group : groups.getGroups()) {
        String version =
            group.getPreferredVersion() != null
                ? group.getPreferredVersion().getVersion()
                : group.getVersions().getFirst().getVersion();
        add(group.getName(), version, group.getName() + "/" + version, resources, failed);
      }
    }
    return new Served(resources, failed, now);
  }

  private void add(
      String group,
      String version,
      String groupVersion,
      List<ServedResource> resources,
      List<String> failed) {
    APIResourceList list;
    try {
      list = client.getApiResources(groupVersion);
    } catch (KubernetesClientException refused) {
      list = null;
    }
    if (list == null) {
      failed.add(groupVersion);
      return;
    }
    for (APIResource resource : list.getResources()) {
      if (!resource.getName().contains("/")) {
        resources.add(
            new ServedResource(
                group,
                version,
                resource.getName(),
                resource.getKind(),
                Boolean.TRUE.equals(resource.getNamespaced()),
                new LinkedHashSet<>(resource.getVerbs())));
      }
    }
  }
}
