package io.navarch.node.registration;

import io.fabric8.kubernetes.api.model.ContainerImage;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.node.api.ApiCalls;
import io.navarch.node.api.EventRecorder;
import io.navarch.node.cri.ContainerRuntime;
import io.navarch.node.cri.ImageStore;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.cri.v1.Image;
import io.navarch.node.cri.v1.RuntimeCondition;
import io.navarch.node.cri.v1.VersionResponse;
import io.navarch.node.pod.NodeFacts;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the Node object: makes it, posts its status when it changes or every five minutes, renews
 * its Lease.
 */
public final class NodeRegistration implements AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(10);
  private static final Duration REPORT = Duration.ofMinutes(5);
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final String NODES = "/api/v1/nodes";
  private static final int MOST_IMAGES = 50;

  private final ApiCalls api;
  private final ContainerRuntime runtime;
  private final ImageStore images;
  private final NodeFacts facts;
  private final Identity identity;
  private final EventRecorder events;
  private final InstantSource clock;
  private final NodeHeartbeat heartbeat;
  private final Thread thread;
  private volatile @Nullable Node node;
  private @Nullable NodeStatus posted;
  private Instant postedAt = Instant.EPOCH;
  private volatile boolean nudged;
  private final ContactLog contact = new ContactLog();

  /** How the Node appears in the cluster when it is made. */
  public record Identity(Map<String, String> labels, List<Taint> taints, int agentPort) {}

  public NodeRegistration(
      ApiCalls api,
      ContainerRuntime runtime,
      ImageStore images,
      NodeFacts facts,
      Identity identity,
      EventRecorder events,
      InstantSource clock) {
    this.api = api;
    this.runtime = runtime;
    this.images = images;
    this.facts = facts;
    this.identity = identity;
    this.events = events;
    this.clock = clock;
    this.heartbeat = new NodeHeartbeat(api, facts.name(), clock);
    this.thread = Thread.ofVirtual().name("node-status").unstarted(this::loop);
  }

  public void start() {
    thread.start();
  }

  /** The Node as last seen, or null before it is registered. */
  public @Nullable Node node() {
    return node;
  }

  /** Takes over what others have changed on the Node. */
  public void seen(Node current) {
    this.node = current;
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Duration pause = BEAT;
        try {
          beat();
          var unused = contact.made();
          if (!ready()) {
            pause = RETRY;
          }
        } catch (KubernetesClientException | RuntimeFailure e) {
          var unused = contact.failed(e);
          pause = RETRY;
        }
        nap(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void nap(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    while (!nudged) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    nudged = false;
  }

  private boolean ready() {
    NodeStatus status = posted;
    NodeCondition c = status == null ? null : NodeHealth.find(status.getConditions(), "Ready");
    return c != null && "True".equals(c.getStatus());
  }

  private void beat() {
    Node current = node == null ? register() : node;
    if (current == null) {
      return;
    }
    NodeStatus status = status(current);
    Instant now = clock.instant();
    boolean due = Duration.between(postedAt, now).compareTo(REPORT) >= 0;
    if (posted == null || due || !sameBut(status, posted)) {
      boolean wasReady = ready();
      Node updated = post(current, status);
      postedAt = now;
      posted = status;
      if (updated != null) {
        node = updated;
      }
      if (!wasReady && ready()) {
        events.node(
            current, "Normal", "NodeReady", "Node " + facts.name() + " status is now: NodeReady");
      }
    }
    heartbeat.beat(node);
  }

  private @Nullable Node post(Node current, NodeStatus status) {
    String patch = Serialization.asJson(Map.of("status", status));
    try {
      String path = NODES + "/" + current.getMetadata().getName() + "/status";
      return node(api.patch(path, ApiCalls.STRATEGIC, patch));
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404) {
        node = null;
        posted = null;
      }
      throw e;
    }
  }

  /** Whether two statuses say the same apart from when they were made. */
  private static boolean sameBut(NodeStatus a, NodeStatus b) {
    return timeless(a).equals(timeless(b));
  }

  private static NodeStatus timeless(NodeStatus s) {
    NodeStatus copy = new NodeStatusBuilder(s).build();
    copy.getConditions()
        .forEach(
            c -> {
              c.setLastHeartbeatTime("");
              c.setLastTransitionTime("");
            });
    return copy;
  }

  private Node register() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("beta.kubernetes.io/arch", MachineFacts.architecture());
    labels.put("beta.kubernetes.io/os", "linux");
    labels.put("kubernetes.io/arch", MachineFacts.architecture());
    labels.put("kubernetes.io/hostname", facts.name());
    labels.put("kubernetes.io/os", "linux");
    labels.putAll(identity.labels());
    Node wanted =
        new NodeBuilder()
            .withNewMetadata()
            .withName(facts.name())
            .withLabels(labels)
            .addToAnnotations("volumes.kubernetes.io/controller-managed-attach-detach", "true")
            .endMetadata()
            .withNewSpec()
            .withTaints(identity.taints())
            .endSpec()
            .build();
    wanted.setStatus(status(wanted));
    Node made;
    try {
      made = node(api.post(NODES, Serialization.asJson(wanted)));
      events.node(made, "Normal", "Starting", "Starting kubelet.");
    } catch (KubernetesClientException e) {
      if (e.getCode() != 409) {
        throw e;
      }
      String patch = Serialization.asJson(Map.of("metadata", Map.of("labels", labels)));
      made = node(api.patch(NODES + "/" + facts.name(), ApiCalls.STRATEGIC, patch));
    }
    node = made;
    return made;
  }

  private static Node node(String json) {
    return Serialization.unmarshal(json, Node.class);
  }

  private NodeStatus status(Node current) {
    List<NodeCondition> before =
        current.getStatus() == null ? List.of() : current.getStatus().getConditions();
    VersionResponse version = versionOrNothing();
    return new NodeStatusBuilder()
        .withCapacity(facts.capacity())
        .withAllocatable(facts.allocatable())
        .withAddresses(addresses())
        .withNewDaemonEndpoints()
        .withNewKubeletEndpoint(identity.agentPort())
        .endDaemonEndpoints()
        .withNodeInfo(MachineFacts.systemInfo(version))
        .withImages(imageList())
        .withConditions(NodeHealth.conditions(readings(), before, clock.instant()))
        .build();
  }

  private List<NodeAddress> addresses() {
    List<NodeAddress> addresses = new ArrayList<>();
    facts.ips().forEach(ip -> addresses.add(new NodeAddress(ip, "InternalIP")));
    addresses.add(new NodeAddress(facts.name(), "Hostname"));
    return addresses;
  }

  private VersionResponse versionOrNothing() {
    try {
      return runtime.version();
    } catch (RuntimeFailure e) {
      return VersionResponse.newBuilder()
          .setRuntimeName("containerd")
          .setRuntimeVersion("Unknown")
          .build();
    }
  }

  private List<ContainerImage> imageList() {
    try {
      return images.images().stream()
          .sorted(Comparator.comparingLong(Image::getSize).reversed())
          .limit(MOST_IMAGES)
          .map(NodeRegistration::image)
          .filter(i -> !i.getNames().isEmpty())
          .toList();
    } catch (RuntimeFailure e) {
      return List.of();
    }
  }

  private static ContainerImage image(Image i) {
    List<String> names = new ArrayList<>(i.getRepoDigestsList());
    names.addAll(i.getRepoTagsList());
    return new ContainerImage(names.stream().limit(5).toList(), i.getSize());
  }

  private NodeHealth.Readings readings() {
    return new NodeHealth.Readings(notReady(), MachineFacts.memInfo("MemAvailable:"), diskFree());
  }

  private double diskFree() {
    try {
      FileStore store = Files.getFileStore(facts.rootDir());
      return (double) store.getUsableSpace() / Math.max(1, store.getTotalSpace());
    } catch (IOException e) {
      return 1;
    }
  }

  private @Nullable String notReady() {
    try {
      for (RuntimeCondition c : runtime.status().getConditionsList()) {
        if (!c.getStatus()) {
          return c.getType().equals("NetworkReady")
              ? "container runtime network not ready: NetworkReady=false reason:"
                  + c.getReason()
                  + " message:"
                  + c.getMessage()
              : "container runtime not ready: " + c.getType() + "=false reason:" + c.getReason();
        }
      }
      return null;
    } catch (RuntimeFailure e) {
      return "container runtime status check failed: " + e.getMessage();
    }
  }

  /** Asks for a look at the node's state at once. */
  public synchronized void nudge() {
    nudged = true;
    notifyAll();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
