/** A load driver for any Kubernetes API server: throughput, latencies, and what the server paid. */
@NullMarked
package io.navarch.bench;

import org.jspecify.annotations.NullMarked;
