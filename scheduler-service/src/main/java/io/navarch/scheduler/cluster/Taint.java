package io.navarch.scheduler.cluster;

/** A taint on a node. */
public record Taint(String key, String value, Effect effect) {
  /** What a taint does to pods that do not tolerate it. */
  public enum Effect {
    NO_SCHEDULE,
    PREFER_NO_SCHEDULE,
    NO_EXECUTE;

    public static Effect of(String name) {
      return switch (name) {
        case "NoSchedule" -> NO_SCHEDULE;
        case "PreferNoSchedule" -> PREFER_NO_SCHEDULE;
        case "NoExecute" -> NO_EXECUTE;
        default -> throw new IllegalArgumentException("unknown taint effect " + name);
      };
    }
  }

  /** Whether it keeps pods off the node rather than only making it unattractive. */
  public boolean keepsOff() {
    return effect != Effect.PREFER_NO_SCHEDULE;
  }
}
