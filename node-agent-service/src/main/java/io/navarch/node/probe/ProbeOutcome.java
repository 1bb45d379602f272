package io.navarch.node.probe;

/** What one look at a container showed; {@code output} says why, for events. */
public record ProbeOutcome(boolean success, String output) {
  static ProbeOutcome passed() {
    return new ProbeOutcome(true, "");
  }

  static ProbeOutcome failed(String output) {
    return new ProbeOutcome(false, output);
  }
}
