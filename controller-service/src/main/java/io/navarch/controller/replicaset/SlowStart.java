package io.navarch.controller.replicaset;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Runs the same call many times in batches of 1, 2, 4 and so on, and stops after a batch in which a
 * call failed: 500 pods that a quota refuses then cost one refused request instead of 500.
 */
public final class SlowStart {

  private SlowStart() {}

  /**
   * @param call true when it worked
   * @return how many calls were made
   */
  public static int run(int count, BooleanSupplier call) throws InterruptedException {
    int made = 0;
    try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int batch = 1; made < count; batch *= 2) {
        int size = Math.min(batch, count - made);
        List<Future<Boolean>> results = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
          results.add(calls.submit(call::getAsBoolean));
        }
        boolean allWorked = true;
        for (Future<Boolean> result : results) {
          allWorked &= worked(result);
        }
        made += size;
        if (!allWorked) {
          return made;
        }
      }
    }
    return made;
  }

  private static boolean worked(Future<Boolean> result) throws InterruptedException {
    try {
      return result.get();
    } catch (java.util.concurrent.ExecutionException failed) {
      return false;
    }
  }
}
