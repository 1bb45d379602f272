package io.navarch.scheduler.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims, volumes and classes as last seen. */
public final class StorageState implements StorageView {
  private final Map<String, Claim> claims = new HashMap<>();
  private final Map<String, Volume> volumes = new HashMap<>();
  private final Map<String, StorageClass> classes = new HashMap<>();
  private final Map<String, Map<String, Integer>> limits = new HashMap<>();
  private final Map<String, Integer> users = new HashMap<>();

  /** Volume names by the claim they are kept for until the API shows the binding. */
  private final Map<String, String> reserved = new HashMap<>();

  @Override
  public @Nullable Claim claim(String namespace, String name) {
    return claims.get(namespace + "/" + name);
  }

  @Override
  public @Nullable Volume volume(String name) {
    return volumes.get(name);
  }

  @Override
  public @Nullable StorageClass storageClass(String name) {
    return classes.get(name);
  }

  @Override
  public List<Volume> freeVolumes(String storageClass) {
    List<Volume> free = new ArrayList<>();
    for (Volume volume : volumes.values()) {
      if (volume.available()
          && volume.storageClass().equals(storageClass)
          && !reserved.containsValue(volume.name())) {
        free.add(volume);
      }
    }
    free.sort(Comparator.comparingLong(Volume::capacity).thenComparing(Volume::name));
    return free;
  }

  @Override
  public @Nullable Integer volumeLimit(String node, String driver) {
    Map<String, Integer> ofNode = limits.get(node);
    return ofNode == null ? null : ofNode.get(driver);
  }

  @Override
  public int users(String namespace, String claim) {
    return users.getOrDefault(namespace + "/" + claim, 0);
  }

  /** Keeps a volume for a claim of a pod that is about to be bound. */
  public void reserve(String namespace, String claim, String volume) {
    reserved.put(namespace + "/" + claim, volume);
  }

  /** Gives up what was kept for these claims. */
  public void release(String namespace, List<String> ofClaims) {
    ofClaims.forEach(claim -> reserved.remove(namespace + "/" + claim));
  }

  public void put(Claim claim) {
    if (claim.bound()) {
      reserved.remove(claim.namespace() + "/" + claim.name());
    }
    claims.put(claim.namespace() + "/" + claim.name(), claim);
  }

  public void removeClaim(String namespace, String name) {
    claims.remove(namespace + "/" + name);
  }

  public void put(Volume volume) {
    volumes.put(volume.name(), volume);
  }

  public void removeVolume(String name) {
    volumes.remove(name);
  }

  public void put(StorageClass storageClass) {
    classes.put(storageClass.name(), storageClass);
  }

  public void removeClass(String name) {
    classes.remove(name);
  }

  /** Sets how many volumes of each CSI driver a node holds at most; empty forgets the node. */
  public void putLimits(String node, Map<String, Integer> byDriver) {
    if (byDriver.isEmpty()) {
      limits.remove(node);
    } else {
      limits.put(node, Map.copyOf(byDriver));
    }
  }

  void change(PodInfo pod, int sign) {
    for (String claim : pod.volumes().claims()) {
      users.merge(pod.namespace() + "/" + claim, sign, (a, b) -> a + b == 0 ? null : a + b);
    }
  }
}
