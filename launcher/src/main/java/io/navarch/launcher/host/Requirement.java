package io.navarch.launcher.host;

import java.util.Optional;

/**
 * One thing that a node needs of this machine.
 *
 * @param name for people
 * @param problem what is missing and what to do about it; empty where all is well
 */
public record Requirement(String name, Optional<String> problem) {
  public boolean met() {
    return problem.isEmpty();
  }
}
