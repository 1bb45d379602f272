package io.navarch.node.source;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the directory of manifests, and keeps one mirror pod in the API for each static pod. */
public final class MirrorPods implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MirrorPods.class);
  private static final long CHECK_SECONDS = 20;

  private final KubernetesClient client;
  private final PodSources sources;
  private final StaticPods files;
  private final Path directory;
  private final Supplier<@Nullable Node> node;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread;
  private volatile @Nullable WatchService watcher;

  public MirrorPods(
      KubernetesClient client,
      PodSources sources,
      Path directory,
      String nodeName,
      Supplier<@Nullable Node> node) {
    this.client = client;
    this.sources = sources;
    this.directory = directory;
    this.files = new StaticPods(directory, nodeName);
    this.node = node;
    this.thread = Thread.ofVirtual().name("static-pods").unstarted(this::loop);
    sources.onMirrorChange(changes::release);
  }

  public void start() {
    thread.start();
    Thread.ofPlatform().daemon().name("manifest-watch").start(this::watchDirectory);
  }

  private void watchDirectory() {
    try {
      Files.createDirectories(directory);
      WatchService service = directory.getFileSystem().newWatchService();
      watcher = service;
      directory.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      while (true) {
        WatchKey key = service.take();
        key.pollEvents();
        key.reset();
        changes.release();
      }
    } catch (IOException e) {
      log.warn("The manifests in {} are only looked at every {} s", directory, CHECK_SECONDS, e);
    } catch (InterruptedException | java.nio.file.ClosedWatchServiceException e) {
      log.debug("The watch on manifests has ended");
    }
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean settled = false;
        try {
          List<Pod> pods = files.read();
          sources.staticPods(pods);
          settled = reconcile(pods);
        } catch (IOException | UncheckedIOException | KubernetesClientException e) {
          log.debug("Static pods could not be brought up to date: {}", e.getMessage());
        }
        if (changes.tryAcquire(settled ? CHECK_SECONDS : 1, TimeUnit.SECONDS)) {
          changes.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes missing mirrors and deletes stale ones; returns whether all was done. */
  private boolean reconcile(List<Pod> pods) {
    Node owner = node.get();
    if (owner == null) {
      return false;
    }
    Map<String, Pod> mirrors = sources.mirrors();
    boolean settled = true;
    for (Pod pod : pods) {
      var meta = pod.getMetadata();
      Pod mirror = mirrors.get(meta.getNamespace() + "/" + meta.getName());
      if (mirror == null) {
        create(pod, owner);
      } else if (!meta.getUid()
          .equals(mirror.getMetadata().getAnnotations().get(PodSources.HASH))) {
        delete(mirror);
        settled = false;
      }
    }
    for (Pod mirror : mirrors.values()) {
      var meta = mirror.getMetadata();
      boolean wanted =
          pods.stream()
              .anyMatch(
                  p ->
                      p.getMetadata().getName().equals(meta.getName())
                          && p.getMetadata().getNamespace().equals(meta.getNamespace()));
      if (!wanted || meta.getDeletionTimestamp() != null) {
        delete(mirror);
      }
    }
    return settled;
  }

  private void create(Pod pod, Node owner) {
    Pod mirror =
        new PodBuilder(pod)
            .editMetadata()
            .withUid(null)
            .withResourceVersion(null)
            .addToAnnotations(PodSources.MIRROR, pod.getMetadata().getUid())
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("Node")
                    .withName(owner.getMetadata().getName())
                    .withUid(owner.getMetadata().getUid())
                    .withController(true)
                    .build())
            .endMetadata()
            .build();
    try {
      client.resource(mirror).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != 409) {
        throw e;
      }
    }
  }

  private void delete(Pod mirror) {
    var meta = mirror.getMetadata();
    client
        .pods()
        .inNamespace(meta.getNamespace())
        .withName(meta.getName())
        .withGracePeriod(0)
        .delete();
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    WatchService service = watcher;
    if (service != null) {
      service.close();
    }
  }
}
