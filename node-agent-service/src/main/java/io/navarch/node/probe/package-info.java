/** Startup, liveness and readiness probes. */
@NullMarked
package io.navarch.node.probe;

import org.jspecify.annotations.NullMarked;
