package io.navarch.gateway.strategy;

import io.navarch.model.object.ApiObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request for devices means where it says nothing, and since when a device is tainted. */
final class DeviceDefaults {
  private DeviceDefaults() {}

  static void claim(ApiObject claim) {
    devices(ApiObject.mapAt(ApiObject.mapAt(claim.root(), "spec"), "devices"));
  }

  static void template(ApiObject template) {
    Map<String, Object> spec = ApiObject.mapAt(template.root(), "spec");
    devices(ApiObject.mapAt(ApiObject.mapAt(spec, "spec"), "devices"));
  }

  private static void devices(Map<String, Object> devices) {
    for (Map<String, Object> request : PodDefaults.maps(devices, "requests")) {
      if (request.get("exactly") instanceof Map<?, ?>) {
        wanted(ApiObject.child(request, "exactly"));
      }
      PodDefaults.maps(request, "firstAvailable").forEach(DeviceDefaults::wanted);
    }
  }

  private static void wanted(Map<String, Object> wanted) {
    PodDefaults.putIfEmpty(wanted, "allocationMode", "ExactCount");
    boolean uncounted = !(wanted.get("count") instanceof Number n) || n.longValue() == 0;
    if (uncounted && "ExactCount".equals(wanted.get("allocationMode"))) {
      wanted.put("count", 1L);
    }
    for (Map<String, Object> toleration : PodDefaults.maps(wanted, "tolerations")) {
      PodDefaults.putIfEmpty(toleration, "operator", "Equal");
    }
  }

  /** Taints count from when they were first written. */
  static void taintTimes(ApiObject slice, @Nullable ApiObject old, Instant now) {
    Map<String, Object> spec = ApiObject.mapAt(slice.root(), "spec");
    List<Map<String, Object>> devices = PodDefaults.maps(spec, "devices");
    for (Map<String, Object> device : devices) {
      for (Map<String, Object> taint : PodDefaults.maps(device, "taints")) {
        if (taint.get("timeAdded") == null) {
          taint.put("timeAdded", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
      }
    }
  }
}
