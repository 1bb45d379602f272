package io.navarch.node.cgroup;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.navarch.node.pod.LinuxResources;
import io.navarch.node.pod.PodActionPlanner;
import io.navarch.node.pod.Qos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
  public String prepare(Pod pod) {
    String group = parent(Qos.of(pod)) + "/" + PREFIX + pod.getMetadata().getUid();
    try {
      tree.create(group);
      tree.setCpuShares(group, LinuxResources.shares(total(pod, r -> requested(r, "cpu"))));
      if (allLimited(pod, "cpu")) {
        BigDecimal cores = total(pod, r -> Qos.amount(r.getLimits(), "cpu"));
        tree.setCpuQuota(group, LinuxResources.quota(cores), LinuxResources.PERIOD_MICROS);
      }
      if (allLimited(pod, "memory")) {
        tree.setMemoryLimit(group, total(pod, r -> Qos.amount(r.getLimits(), "memory")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("control group " + group, e);
    }
    return group;
  }

  private String parent(Qos qos) {
    return switch (qos) {
      case GUARANTEED -> kubepods;
      case BURSTABLE -> kubepods + "/burstable";
      case BEST_EFFORT -> kubepods + "/besteffort";
    };
  }

  /**
   * What the pod needs at its peak: the sum over containers that run together, or more while an
   * init container runs.
   */
  private static BigDecimal total(Pod pod, Function<ResourceRequirements, BigDecimal> amount) {
    BigDecimal lasting = BigDecimal.ZERO;
    BigDecimal peak = BigDecimal.ZERO;
    for (Container c : pod.getSpec().getInitContainers()) {
      BigDecimal own = amount.apply(resources(c));
      if (PodActionPlanner.sidecar(c)) {
        lasting = lasting.add(own);
        peak = peak.max(lasting);
      } else {
        peak = peak.max(lasting.add(own));
      }
    }
    for (Container c : pod.getSpec().getContainers()) {
      lasting = lasting.add(amount.apply(resources(c)));
    }
    return peak.max(lasting);
  }

  private static boolean allLimited(Pod pod, String resource) {
    return pod.getSpec().getContainers().stream()
            .allMatch(c -> Qos.amount(resources(c).getLimits(), resource).signum() > 0)
        && pod.getSpec().getInitContainers().stream()
            .allMatch(c -> Qos.amount(resources(c).getLimits(), resource).signum() > 0);
  }

  private static BigDecimal requested(ResourceRequirements r, String name) {
    Map<String, Quantity> requests = r.getRequests();
    return requests != null && requests.containsKey(name)
        ? Qos.amount(requests, name)
        : Qos.amount(r.getLimits(), name);
  }

  private static ResourceRequirements resources(Container c) {
    @Nullable ResourceRequirements own = c.getResources();
    return own == null ? new ResourceRequirements() : own;
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
