package io.navarch.model.quota;

import io.navarch.model.object.ApiObject;
import io.navarch.model.quantity.Quantity;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Persistent volume claims and their storage, in all and by storage class. */
final class ClaimUsage implements QuotaEvaluator {
  private static final String CLAIMS = "persistentvolumeclaims";
  private static final String STORAGE = "requests.storage";
  private static final String BY_CLASS = ".storageclass.storage.k8s.io/";
  private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

  @Override
  public boolean handles(QuotaWrite write) {
    ApiObject old = write.old();
    return write.isCreate()
        || write.isUpdate()
        || (old != null
            && write.subresource().equals("status")
            && countsOtherwise(old, write.object()));
  }

  @Override
  public Set<String> counted(Set<String> limited) {
    Set<String> found = new TreeSet<>();
    for (String name : limited) {
      if (name.equals("count/" + CLAIMS)
          || name.equals(CLAIMS)
          || name.equals(STORAGE)
          || name.endsWith(BY_CLASS + CLAIMS)
          || name.endsWith(BY_CLASS + STORAGE)) {
        found.add(name);
      }
    }
    return found;
  }

  @Override
  public boolean isIn(QuotaScope scope, ApiObject claim) {
    return scope.name().equals("VolumeAttributesClass") && scope.selects(attributeClasses(claim));
  }

  private static Set<String> attributeClasses(ApiObject claim) {
    Set<String> names = new TreeSet<>();
    Object[] all = {
      claim.at("spec", "volumeAttributesClassName"),
      claim.at("status", "currentVolumeAttributesClassName"),
      claim.at("status", "modifyVolumeStatus", "targetVolumeAttributesClassName")
    };
    for (Object name : all) {
      if (name instanceof String s && !s.isEmpty()) {
        names.add(s);
      }
    }
    return names;
  }

  @Override
  public Map<String, Quantity> usage(ApiObject claim, Instant now) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put(CLAIMS, Quantity.of(1));
    usage.put("count/" + CLAIMS, Quantity.of(1));
    String storageClass =
        claim.annotations().get(OLD_CLASS) instanceof String s
            ? s
            : ApiObject.string(ApiObject.mapAt(claim.root(), "spec"), "storageClassName");
    if (!storageClass.isEmpty()) {
      usage.put(storageClass + BY_CLASS + CLAIMS, Quantity.of(1));
    }
    Object asked = claim.at("spec", "resources", "requests", "storage");
    if (asked != null) {
      Quantity storage = whole(asked);
      Object allocated = claim.at("status", "allocatedResources", "storage");
      if (allocated != null && whole(allocated).compareTo(storage) > 0) {
        storage = whole(allocated);
      }
      usage.put(STORAGE, storage);
      if (!storageClass.isEmpty()) {
        usage.put(storageClass + BY_CLASS + STORAGE, storage);
      }
    }
    return usage;
  }

  private static Quantity whole(Object amount) {
    Quantity quantity = Quantity.parse(amount.toString());
    return quantity.value().stripTrailingZeros().scale() <= 0
        ? quantity
        : Quantity.of(quantity.value().setScale(0, RoundingMode.UP), quantity.format());
  }

  private static boolean countsOtherwise(ApiObject before, ApiObject after) {
    return !Objects.equals(
            before.at("status", "allocatedResources", "storage"),
            after.at("status", "allocatedResources", "storage"))
        || !attributeClasses(before).equals(attributeClasses(after));
  }
}
