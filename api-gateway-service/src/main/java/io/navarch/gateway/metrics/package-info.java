/** What {@code /metrics} says of the stored objects and the watches. */
@NullMarked
package io.navarch.gateway.metrics;

import org.jspecify.annotations.NullMarked;
