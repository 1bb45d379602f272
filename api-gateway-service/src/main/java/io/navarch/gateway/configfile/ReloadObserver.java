package io.navarch.gateway.configfile;

/** Is told each time a changed file was looked at. */
@FunctionalInterface
public interface ReloadObserver {
  /** For files that nobody counts. */
  ReloadObserver NONE = _ -> {};

  /**
   * @param taken whether what the file says is in force now; else what it said before is
   */
  void reloaded(boolean taken);
}
