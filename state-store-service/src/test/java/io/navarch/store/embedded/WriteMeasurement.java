package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Compare;
import io.navarch.model.store.StateStore.Op;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;

/**
 * Prints durable writes a second and the processor time of each. A measurement, not a test: run its
 * main method with a directory on the disk in question, the number of writers and of writes.
 */
final class WriteMeasurement {
  private WriteMeasurement() {}

  public static void main(String[] args) throws IOException {
    Path directory = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("store-bench");
    int writers = args.length > 1 ? Integer.parseInt(args[1]) : 64;
    int writes = args.length > 2 ? Integer.parseInt(args[2]) : 300_000;
    try (EmbeddedStore store =
        EmbeddedStore.open(EmbeddedOptions.in(directory), InstantSource.system())) {
      run(store, "warm-up", writers, writes / 3);
      run(store, "create", writers, writes);
      run(store, "create", 1, writes / 20);
      System.out.println(store.status());
    }
  }

  private static void run(EmbeddedStore store, String name, int writers, int writes) {
    byte[] value = new byte[1024];
    new Random(1).nextBytes(value);
    var os =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = os.getProcessCpuTime();
    long start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < writers; writer++) {
        String prefix = "/bench/" + start + "/" + writer + "/";
        threads.submit(
            () -> {
              for (int i = 0; i < writes / writers; i++) {
                String key = prefix + i;
                store.txn(List.of(new Compare(key, 0)), List.of(new Op.Put(key, value, 0)));
              }
            });
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double micros = (os.getProcessCpuTime() - cpu) / 1e3 / writes;
    System.out.printf(
        Locale.ROOT,
        "%s, %d writers: %,.0f writes/s, %.1f µs processor time each%n",
        name,
        writers,
        writes / seconds,
        micros);
  }
}
