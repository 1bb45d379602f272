package io.navarch.gateway.audit;

import io.micrometer.core.instrument.Counter;
import io.navarch.model.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps events and batches to a size. Events that are too large lose their bodies and say so by the
 * annotation {@code audit.k8s.io/truncated}; those that are too large even then are lost and
 * counted.
 */
record Truncation(long maxEventBytes, long maxBatchBytes, Counter lost) {
  /** Passes on what is left in one or more batches; true when all of them got where they go. */
  Predicate<List<byte[]>> before(Predicate<List<byte[]>> target) {
    return events -> {
      boolean written = true;
      for (List<byte[]> batch : batches(events)) {
        written &= target.test(batch);
      }
      return written;
    };
  }

  private List<List<byte[]>> batches(List<byte[]> events) {
    List<List<byte[]>> batches = new ArrayList<>();
    List<byte[]> batch = new ArrayList<>();
    long size = 0;
    for (byte[] event : events) {
      byte[] kept = event.length <= maxEventBytes ? event : withoutBodies(event);
      if (kept.length > maxEventBytes) {
        lost.increment();
        continue;
      }
      if (!batch.isEmpty() && size + kept.length > maxBatchBytes) {
        batches.add(batch);
        batch = new ArrayList<>();
        size = 0;
      }
      batch.add(kept);
      size += kept.length;
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  private static byte[] withoutBodies(byte[] event) {
    Map<String, Object> tree = Json.readObject(event);
    tree.remove("requestObject");
    tree.remove("responseObject");
    Map<String, Object> annotations = new LinkedHashMap<>();
    if (tree.get("annotations") instanceof Map<?, ?> old) {
      old.forEach((key, value) -> annotations.put(String.valueOf(key), String.valueOf(value)));
    }
    annotations.put("audit.k8s.io/truncated", "true");
    tree.put("annotations", annotations);
    return Json.write(tree);
  }
}
