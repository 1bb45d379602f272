package io.navarch.gateway.registry;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Writes the many objects of a bootstrap step side by side, so that the store takes them to disk
 * together: a new cluster has some two hundred of them, and each waits for the disk.
 */
public final class BootstrapWrites {
  private BootstrapWrites() {}

  /**
   * Returns when all are done; they are in no order.
   *
   * @throws RuntimeException the first that a write threw
   */
  public static <T> void each(Collection<T> objects, Consumer<? super T> write) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<? extends Future<?>> writes =
          objects.stream().map(object -> threads.submit(() -> write.accept(object))).toList();
      writes.forEach(BootstrapWrites::await);
    }
  }

  private static void await(Future<?> write) {
    try {
      write.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while the cluster's first objects were written", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the cluster's first objects could not be written", e);
    }
  }
}
