package io.navarch.node.cgroup;

import io.fabric8.kubernetes.api.model.Pod;
import io.navarch.node.pod.LinuxResources;
import io.navarch.node.pod.PodDemand;
import io.navarch.node.pod.Qos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods' control groups as plain directories: {@code kubepods/pod<uid>} for Guaranteed pods, {@code
 * kubepods/burstable/pod<uid>} and {@code kubepods/besteffort/pod<uid>} for the others.
 */
public final class CgroupfsPodCgroups implements PodCgroups {
  private static final Logger log = LoggerFactory.getLogger(CgroupfsPodCgroups.class);
  private static final String PREFIX = "pod";

  private final CgroupTree tree;
  private final String kubepods;

  /**
   * @param mountPoint where the kernel shows control groups, normally {@code /sys/fs/cgroup}
   * @param cgroupRoot the group under which {@code kubepods} is made
   */
  public CgroupfsPodCgroups(Path mountPoint, String cgroupRoot) {
    this.tree = new CgroupTree(mountPoint);
    String base =
        cgroupRoot.endsWith("/") ? cgroupRoot.substring(0, cgroupRoot.length() - 1) : cgroupRoot;
    this.kubepods = base + "/kubepods";
  }

  @Override
  public String prepare(Pod pod, boolean inUse) {
    String group = group(pod);
    try {
      tree.create(group);
      limit(pod, group, inUse);
    } catch (IOException e) {
      throw new UncheckedIOException("control group " + group, e);
    }
    return group;
  }

  @Override
  public void settle(Pod pod) {
    String group = group(pod);
    try {
      limit(pod, group, false);
    } catch (IOException e) {
      throw new UncheckedIOException("control group " + group, e);
    }
  }

  private void limit(Pod pod, String group, boolean raiseOnly) throws IOException {
    tree.setCpuShares(group, LinuxResources.shares(PodDemand.requested(pod, "cpu")));
    if (PodDemand.allLimited(pod, "cpu")) {
      long quota = LinuxResources.quota(PodDemand.limit(pod, "cpu"));
      if (!raiseOnly || tree.cpuQuota(group) < quota) {
        tree.setCpuQuota(group, quota, LinuxResources.PERIOD_MICROS);
      }
    }
    if (PodDemand.allLimited(pod, "memory")) {
      BigDecimal bytes = PodDemand.limit(pod, "memory");
      if (!raiseOnly || tree.memoryLimit(group).compareTo(bytes) < 0) {
        tree.setMemoryLimit(group, bytes);
      }
    }
  }

  private String group(Pod pod) {
    return parent(Qos.of(pod)) + "/" + PREFIX + pod.getMetadata().getUid();
  }

  private String parent(Qos qos) {
    return switch (qos) {
      case GUARANTEED -> kubepods;
      case BURSTABLE -> kubepods + "/burstable";
      case BEST_EFFORT -> kubepods + "/besteffort";
    };
  }

  @Override
  public void remove(String podUid) {
    for (Qos qos : Qos.values()) {
      try {
        tree.remove(parent(qos) + "/" + PREFIX + podUid);
      } catch (IOException e) {
        log.debug("Control group of pod {} stays for now", podUid, e);
      }
    }
  }

  /** Removes the groups that all pods shared, as far as no other pod is in them. */
  public void removeShared() {
    for (String group : List.of(parent(Qos.BEST_EFFORT), parent(Qos.BURSTABLE), kubepods)) {
      try {
        tree.removeIfEmpty(group);
      } catch (IOException e) {
        log.debug("Control group {} stays", group, e);
      }
    }
  }

  @Override
  public Set<String> present() {
    Set<String> uids = new HashSet<>();
    for (Qos qos : Qos.values()) {
      try {
        tree.children(parent(qos)).stream()
            .filter(name -> name.startsWith(PREFIX) && name.length() > PREFIX.length())
            .map(name -> name.substring(PREFIX.length()))
            .forEach(uids::add);
      } catch (IOException e) {
        log.debug("Control groups cannot be listed", e);
      }
    }
    return uids;
  }
}
