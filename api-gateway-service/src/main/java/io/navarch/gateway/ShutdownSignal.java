package io.navarch.gateway;

/** Whether the gateway has begun to stop. */
final class ShutdownSignal {
  private volatile boolean given;

  void give() {
    given = true;
  }

  boolean isGiven() {
    return given;
  }
}
