package io.navarch.e2e;

/** One JVM for the control plane, state in the embedded store: what {@code ./navarch up} makes. */
class StandaloneEmbeddedSessionTest extends SessionTest {}
