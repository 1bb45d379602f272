package io.navarch.node;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.navarch.node.api.ApiCalls;
import io.navarch.node.api.ApiObjects;
import io.navarch.node.api.ApiTokens;
import io.navarch.node.api.EventRecorder;
import io.navarch.node.api.StatusPublisher;
import io.navarch.node.cgroup.CgroupfsPodCgroups;
import io.navarch.node.cgroup.PodCgroups;
import io.navarch.node.cri.CriConnection;
import io.navarch.node.cri.CriImages;
import io.navarch.node.cri.CriRuntime;
import io.navarch.node.cri.RuntimeEvents;
import io.navarch.node.gc.Housekeeping;
import io.navarch.node.gc.ImageGc;
import io.navarch.node.gc.OrphanPods;
import io.navarch.node.log.LogRotation;
import io.navarch.node.pod.DownwardValues;
import io.navarch.node.pod.NodeFacts;
import io.navarch.node.pod.NodeServices;
import io.navarch.node.pod.ObservedPod;
import io.navarch.node.pod.PodWorkers;
import io.navarch.node.pod.RuntimeObserver;
import io.navarch.node.pod.RuntimeRelist;
import io.navarch.node.probe.ContainerProbes;
import io.navarch.node.probe.Prober;
import io.navarch.node.registration.MachineFacts;
import io.navarch.node.registration.NodeRegistration;
import io.navarch.node.source.MirrorPods;
import io.navarch.node.source.PodSources;
import io.navarch.node.volume.EmptyDirPlugin;
import io.navarch.node.volume.HostPathPlugin;
import io.navarch.node.volume.Mounts;
import io.navarch.node.volume.PodVolumes;
import io.navarch.node.volume.ProjectionPlugin;
import io.navarch.node.volume.VolumePlugin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the agent, put together; they start and stop in one order. */
public final class NodeAgent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
  private static final long LOG_BYTES = 10 * 1024 * 1024;
  private static final int LOG_FILES = 5;
  private static final Duration ORPHAN_PERIOD = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final RuntimeObserver observer;
  private final CriConnection connection;
  private final CriRuntime runtime;
  private final NodeFacts facts;
  private final ApiCalls api;
  private final ApiObjects objects;
  private final Housekeeping housekeeping;
  private final EventRecorder events;
  private final StatusPublisher statuses;
  private final PodWorkers workers;
  private final RuntimeRelist relist;
  private final RuntimeEvents hints;
  private final NodeRegistration registration;
  private final OrphanPods orphans;
  private final SharedIndexInformer<Pod> pods;
  private final SharedIndexInformer<Service> services;
  private final @Nullable MirrorPods mirrorPods;
  private volatile long orphansCheckedNanos;

  public NodeAgent(
      NodeAgentProperties properties,
      KubernetesClient client,
      InstantSource clock,
      RandomGenerator random) {
    this.clock = clock;
    this.facts = facts(properties);
    this.connection = new CriConnection(properties.criSocket());
    this.runtime = new CriRuntime(connection);
    CriImages images = new CriImages(connection);
    this.api = new ApiCalls(client);
    this.events = new EventRecorder(api, facts.name(), clock, random);
    this.statuses = new StatusPublisher(api);
    this.services = client.services().inAnyNamespace().runnableInformer(0);
    this.objects = new ApiObjects(client, services, clock, this::objectChanged);
    PodVolumes volumes = volumes(objects, new ApiTokens(client, clock));
    PodCgroups cgroups = new CgroupfsPodCgroups(Path.of("/sys/fs/cgroup"), facts.cgroupRoot());
    this.observer = new RuntimeObserver(runtime);
    Wake wake = new Wake();
    ContainerProbes probes = new ContainerProbes(new Prober(runtime), events, wake::changed);
    this.workers =
        new PodWorkers(
            new NodeServices(
                api, runtime, images, observer, volumes, cgroups, probes, events, statuses, objects,
                facts, clock));
    wake.workers = workers;
    this.relist = new RuntimeRelist(observer, wake);
    this.hints = new RuntimeEvents(connection, relist::hint);
    this.housekeeping =
        new Housekeeping(
            new LogRotation(runtime, clock, LOG_BYTES, LOG_FILES),
            new ImageGc(images),
            relist::latest,
            clock);
    this.orphans = new OrphanPods(runtime, volumes, cgroups, facts);
    var identity =
        new NodeRegistration.Identity(
            properties.labels(), taints(properties.taints()), properties.port());
    this.registration = new NodeRegistration(api, runtime, images, facts, identity, events, clock);
    PodSources sources = new PodSources(workers);
    this.pods =
        client.pods().inAnyNamespace().withField("spec.nodeName", facts.name()).runnableInformer(0);
    pods.addEventHandler(sources).exceptionHandler((running, e) -> true);
    services.exceptionHandler((running, e) -> true);
    Path manifests = properties.manifestsDir();
    this.mirrorPods =
        manifests == null
            ? null
            : new MirrorPods(client, sources, manifests, facts.name(), registration::node);
  }

  private static NodeFacts facts(NodeAgentProperties p) {
    Map<String, Quantity> capacity = MachineFacts.capacity(p.rootDir(), p.maxPods());
    return new NodeFacts(
        name(p),
        List.of(p.nodeIp() == null || p.nodeIp().isBlank() ? MachineFacts.address() : p.nodeIp()),
        p.rootDir(),
        p.logDir(),
        p.clusterDns().stream().filter(s -> !s.isBlank()).toList(),
        p.clusterDomain(),
        p.resolvConf(),
        p.cgroupRoot(),
        MachineFacts.allocatable(capacity),
        capacity);
  }

  /** The Node's name: as configured, else the machine's. */
  static String name(NodeAgentProperties p) {
    return p.name() == null || p.name().isBlank() ? MachineFacts.hostname() : p.name();
  }

  private PodVolumes volumes(ApiObjects objects, ApiTokens tokens) {
    Mounts mounts = new Mounts();
    DownwardValues downward = new DownwardValues(facts);
    List<VolumePlugin> plugins = new ArrayList<>();
    plugins.add(new EmptyDirPlugin(mounts));
    plugins.add(new HostPathPlugin());
    for (ProjectionPlugin.Kind kind : ProjectionPlugin.Kind.values()) {
      plugins.add(new ProjectionPlugin(kind, objects, downward, tokens, mounts));
    }
    return new PodVolumes(facts.rootDir(), plugins, mounts, tokens);
  }

  /** Taints from {@code key=value:Effect} or {@code key:Effect}. */
  static List<Taint> taints(List<String> texts) {
    List<Taint> taints = new ArrayList<>();
    for (String text : texts) {
      int colon = text.lastIndexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("A taint is written key=value:Effect, not " + text);
      }
      String key = text.substring(0, colon);
      int equal = key.indexOf('=');
      String value = equal < 0 ? null : key.substring(equal + 1);
      taints.add(
          new Taint(
              text.substring(colon + 1), equal < 0 ? key : key.substring(0, equal), null, value));
    }
    return taints;
  }

  /** Starts all parts; returns at once, while the API and the runtime may still be away. */
  public void start() {
    // Leaves time for the manifests to be read before pods count as unwanted.
    orphansCheckedNanos = System.nanoTime();
    registration.start();
    relist.start();
    hints.start();
    housekeeping.start();
    services.start();
    pods.start();
    if (mirrorPods != null) {
      mirrorPods.start();
    }
    log.info("Node agent {} is up", facts.name());
  }

  /** Passes what changed in the runtime on to the workers, and looks for pods that nobody wants. */
  private final class Wake implements RuntimeRelist.Listener {
    private @Nullable PodWorkers workers;

    @Override
    public void changed(String uid) {
      PodWorkers all = workers;
      if (all != null) {
        all.wake(uid);
      }
    }

    @Override
    public void listed(Map<String, ObservedPod> present) {
      long now = System.nanoTime();
      PodWorkers all = workers;
      if (all == null || !pods.hasSynced() || now - orphansCheckedNanos < ORPHAN_PERIOD.toNanos()) {
        return;
      }
      orphansCheckedNanos = now;
      // A pod may be listed already and its worker not yet told.
      Set<String> wanted = new HashSet<>(all.uids());
      pods.getStore().list().forEach(p -> wanted.add(p.getMetadata().getUid()));
      orphans.remove(present, wanted);
    }
  }

  public CriRuntime runtime() {
    return runtime;
  }

  public PodWorkers workers() {
    return workers;
  }

  public RuntimeRelist relist() {
    return relist;
  }

  public StatusPublisher statuses() {
    return statuses;
  }

  public NodeFacts facts() {
    return facts;
  }

  /** The API, for single calls. */
  public ApiCalls api() {
    return api;
  }

  private void objectChanged(Class<? extends HasMetadata> kind, String key) {
    workers.wakeUsersOf(kind, key);
  }

  /** What the runtime has of a pod at this moment. */
  public ObservedPod observe(Pod pod) {
    var meta = pod.getMetadata();
    return observer.observe(meta.getUid(), meta.getNamespace(), meta.getName());
  }

  public Instant now() {
    return clock.instant();
  }

  public NodeRegistration registration() {
    return registration;
  }

  /** Whether the runtime answers and the pods wanted here are known. */
  public boolean ready() {
    return pods.hasSynced() && relist.age(System.nanoTime()).compareTo(Duration.ofMinutes(3)) < 0;
  }

  /** Stops the agent; pods keep running. */
  @Override
  public void close() {
    try {
      if (mirrorPods != null) {
        mirrorPods.close();
      }
    } catch (IOException e) {
      log.debug("The watch on manifests could not be closed", e);
    }
    pods.stop();
    services.stop();
    registration.close();
    hints.close();
    housekeeping.close();
    objects.close();
    relist.close();
    workers.close();
    statuses.close();
    events.close();
    connection.close();
  }
}
