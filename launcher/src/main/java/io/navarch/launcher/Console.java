package io.navarch.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells the user what is going on: one line a step, with the time it took. */
public final class Console {
  private final PrintStream out;
  private final InstantSource clock;
  private final boolean terminal;

  public Console(PrintStream out, InstantSource clock, boolean terminal) {
    this.out = out;
    this.clock = clock;
    this.terminal = terminal;
  }

  /** A piece of work that may fail with a message for the user. */
  @FunctionalInterface
  public interface Step<T extends @org.jspecify.annotations.Nullable Object> {
    T run() throws Exception;
  }

  /** Shows what is done while it is done, then how long it took. */
  public <T extends @org.jspecify.annotations.Nullable Object> T step(String what, Step<T> work)
      throws Exception {
    Instant start = clock.instant();
    if (terminal) {
      out.print("   … " + what + "\r");
      out.flush();
    }
    try {
      T result = work.run();
      line("   ✓ " + what, start);
      return result;
    } catch (Exception e) {
      line("   ✗ " + what, start);
      throw e;
    }
  }

  private void line(String text, Instant start) {
    Duration took = Duration.between(start, clock.instant());
    out.printf("%-66s %5.1f s%n", text, took.toMillis() / 1000.0);
  }

  public void say(String text) {
    out.println(text);
  }
}
