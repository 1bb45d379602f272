package io.navarch.store.embedded;

import io.navarch.model.store.StateStore.Op;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * The child of {@link CrashTest}: writes and prints {@code key revision ok} for each
 * acknowledgement.
 */
final class CrashWriter {
  static final int WRITERS = 16;

  private CrashWriter() {}

  /**
   * @param args the store's directory and the number of writes
   */
  public static void main(String[] args) throws InterruptedException {
    int writes = Integer.parseInt(args[1]);
    PrintStream acknowledged = System.out;
    EmbeddedStore store =
        EmbeddedStore.open(EmbeddedOptions.in(Path.of(args[0])), InstantSource.system());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = writer;
        threads.submit(
            () -> {
              for (int i = first; i < writes; i += WRITERS) {
                String key = "/crash/" + i;
                long revision =
                    store.txn(List.of(), List.of(new Op.Put(key, value(i), 0))).revision();
                acknowledged.print(key + " " + revision + " ok\n");
              }
            });
      }
    }
    acknowledged.print("done\n");
    acknowledged.flush();
    // The parent kills this process; it must not close the store by itself.
    Thread.sleep(Long.MAX_VALUE);
  }

  static byte[] value(int i) {
    return ("value " + i + " ").repeat(20).getBytes(StandardCharsets.UTF_8);
  }
}
