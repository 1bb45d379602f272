package io.navarch.gateway.encryption;

import io.navarch.gateway.configfile.WatchedFile;
import io.navarch.model.store.StateStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Encryption at rest as a whole: the store that the gateway works with, and how it fares. */
public final class Encryption implements AutoCloseable {
  /** How long calls that began under old rules may still use their plugins. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final StateStore store;
  private final @Nullable WatchedFile<EncryptionRules> rules;

  Encryption(StateStore store, @Nullable WatchedFile<EncryptionRules> rules) {
    this.store = store;
    this.rules = rules;
  }

  /** The store with plain values. */
  public StateStore store() {
    return store;
  }

  /** What is wrong with the keys; empty when all is well or nothing is encrypted. */
  public String problem() {
    return rules == null ? "" : rules.get().problem();
  }

  /** Why the present file is not in force; empty when it is. */
  public String fileProblem() {
    return rules == null ? "" : rules.problem();
  }

  static void retire(EncryptionRules old) {
    if (old.plugins().isEmpty()) {
      return;
    }
    Thread.ofVirtual()
        .name("retire-kms-plugins")
        .start(
            () -> {
              try {
                TimeUnit.NANOSECONDS.sleep(GRACE.toNanos());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              old.close();
            });
  }

  @Override
  public void close() {
    if (rules != null) {
      rules.close();
      rules.get().close();
    }
  }
}
