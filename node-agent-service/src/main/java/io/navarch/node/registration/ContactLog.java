package io.navarch.node.registration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the node cannot post its status, and once that it can again. The first failures of
 * a start are nothing to tell of: control plane and node start side by side.
 */
final class ContactLog {
  private static final Logger log = LoggerFactory.getLogger(ContactLog.class);

  /** How many attempts in a row fail before it is told. */
  static final int PATIENCE = 50;

  private int failures;

  /** The status has been posted; true when that was worth telling. */
  boolean made() {
    boolean told = failures >= PATIENCE;
    if (told) {
      log.info("The node's status is posted again");
    }
    failures = 0;
    return told;
  }

  /** It has not; true when that was worth telling. */
  boolean failed(Exception cause) {
    failures++;
    if (failures == PATIENCE) {
      log.warn(
          "The node's status cannot be posted, its pods run on and it is tried again every moment: {}",
          cause.getMessage());
      return true;
    }
    return false;
  }
}
