package io.navarch.node.gc;

import io.navarch.node.cri.ImageStore;
import io.navarch.node.cri.RuntimeFailure;
import io.navarch.node.cri.v1.Image;
import io.navarch.node.pod.ObservedContainer;
import io.navarch.node.pod.ObservedPod;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes unused images when the disk they lie on gets full. */
public final class ImageGc {
  private static final Logger log = LoggerFactory.getLogger(ImageGc.class);

  private final ImageStore images;
  private final Map<String, Instant> firstSeen = new HashMap<>();
  private final Map<String, Instant> lastUsed = new HashMap<>();

  public ImageGc(ImageStore images) {
    this.images = images;
  }

  /** One round; {@code pods} is all that is in the runtime. */
  public void collect(Collection<ObservedPod> pods, Instant now) {
    try {
      List<Image> present = images.images();
      List<ImageGcPlanner.ImageUse> uses = uses(present, pods, now);
      FileStore disk = disk();
      if (disk == null) {
        return;
      }
      long used = disk.getTotalSpace() - disk.getUsableSpace();
      for (String id : ImageGcPlanner.plan(disk.getTotalSpace(), used, uses, now)) {
        log.info("Removing unused image {}", id);
        images.remove(id);
      }
    } catch (RuntimeFailure | IOException e) {
      log.warn("Unused images could not be removed: {}", e.getMessage());
    }
  }

  private List<ImageGcPlanner.ImageUse> uses(
      List<Image> present, Collection<ObservedPod> pods, Instant now) {
    Set<String> inUse = new HashSet<>();
    for (ObservedPod pod : pods) {
      for (ObservedContainer c : pod.containers()) {
        inUse.add(c.imageId());
        inUse.add(c.image());
      }
    }
    List<ImageGcPlanner.ImageUse> uses = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Image i : present) {
      ids.add(i.getId());
      firstSeen.putIfAbsent(i.getId(), now);
      boolean used =
          i.getPinned()
              || inUse.contains(i.getId())
              || i.getRepoTagsList().stream().anyMatch(inUse::contains)
              || i.getRepoDigestsList().stream().anyMatch(inUse::contains);
      if (used) {
        lastUsed.put(i.getId(), now);
      }
      Instant last = lastUsed.getOrDefault(i.getId(), Instant.EPOCH);
      uses.add(
          new ImageGcPlanner.ImageUse(
              i.getId(), i.getSize(), firstSeen.getOrDefault(i.getId(), now), last, used));
    }
    firstSeen.keySet().retainAll(ids);
    lastUsed.keySet().retainAll(ids);
    return uses;
  }

  private @org.jspecify.annotations.Nullable FileStore disk() throws IOException {
    for (var usage : images.filesystems()) {
      Path mount = Path.of(usage.getFsId().getMountpoint());
      if (Files.exists(mount)) {
        return Files.getFileStore(mount);
      }
    }
    return null;
  }
}
