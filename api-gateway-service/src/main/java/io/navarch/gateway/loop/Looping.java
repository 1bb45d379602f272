package io.navarch.gateway.loop;

/** What works through a loop of its own. */
public interface Looping {
  ReconcileLoop loop();
}
